import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { MarketError } from './errors.ts';

const CHUNK = 1 << 20;

/** One file of a capture, read in chunks: plain text, or gzip as its first bytes tell. */
export class CaptureFile {
  readonly path: string;
  /** Bytes of the file itself read so far. */
  bytesRead = 0;
  /** Known once all chunks were taken: the gzip stream ended early. */
  truncated = false;
  private readonly hash = createHash('sha256');

  constructor(path: string) {
    this.path = path;
  }

  /**
   * Size in bytes.
   * @throws MarketError `MARKET_CAPTURE_UNREADABLE` where there is no such file, or it is empty
   */
  async size(): Promise<number> {
    const { size } = await stat(this.path).catch((cause: unknown) => {
      throw this.unreadable(cause);
    });
    if (size === 0) throw new MarketError('MARKET_CAPTURE_UNREADABLE', `${this.path} is empty`);
    return size;
  }

  /** sha256 of the file's bytes, once all chunks were taken. */
  sha256(): Buffer {
    return this.hash.digest();
  }

  /**
   * The text, in pieces cut anywhere.
   * @throws MarketError `MARKET_CAPTURE_UNREADABLE` for a file that cannot be read or whose gzip stream is damaged
   */
  async *chunks(): AsyncGenerator<Buffer, void, undefined> {
    let gunzip: GunzipSteps | undefined;
    try {
      let first = true;
      for await (const read of createReadStream(this.path, { highWaterMark: CHUNK })) {
        const chunk = read as Buffer;
        this.hash.update(chunk);
        this.bytesRead += chunk.length;
        if (first && chunk[0] === 0x1f && chunk[1] === 0x8b) gunzip = new GunzipSteps();
        first = false;
        if (gunzip) yield* await gunzip.write(chunk);
        else yield chunk;
      }
      if (gunzip) {
        yield* await gunzip.end();
        this.truncated = gunzip.truncated;
      }
    } catch (cause) {
      throw this.unreadable(cause);
    }
  }

  private unreadable(cause: unknown): MarketError {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new MarketError('MARKET_CAPTURE_UNREADABLE', `cannot read ${this.path}: ${why}`, { cause });
  }
}

/** Gunzip step by step. Everything written has come out before the end is asked for, so a cut stream loses nothing. */
class GunzipSteps {
  truncated = false;
  private readonly gunzip: Gunzip = createGunzip({ chunkSize: CHUNK });
  private readonly failed: Promise<never>;
  private out: Buffer[] = [];

  constructor() {
    this.gunzip.on('data', (piece: Buffer) => this.out.push(piece));
    this.failed = new Promise((_, reject) => this.gunzip.on('error', reject));
    // Whoever waits gets the error; when nobody does, it is no unhandled rejection.
    this.failed.catch(() => undefined);
  }

  async write(chunk: Buffer): Promise<Buffer[]> {
    const written = new Promise<void>((done) => this.gunzip.write(chunk, () => done()));
    await Promise.race([written, this.failed]);
    return this.take();
  }

  async end(): Promise<Buffer[]> {
    const ended = once(this.gunzip, 'end');
    this.gunzip.end();
    try {
      await Promise.race([ended, this.failed]);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'Z_BUF_ERROR') throw error;
      this.truncated = true;
    }
    return this.take();
  }

  private take(): Buffer[] {
    const { out } = this;
    this.out = [];
    return out;
  }
}
