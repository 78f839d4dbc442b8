import { createHash } from 'node:crypto';
import { CaptureDecoder, type DecodeOptions } from './capture-decoder.ts';
import { CaptureFile } from './capture-file.ts';
import { captureInstrument, identifyCapture, needsSteps, type CaptureSubject } from './capture-instrument.ts';
import { CaptureSteps } from './capture-steps.ts';
import { MarketError } from './errors.ts';
import type { Recording } from './recording.ts';

export interface CaptureOptions extends DecodeOptions, CaptureSubject {
  readonly onBadLine?: 'refuse' | 'skip';
}

export interface CaptureProgress {
  readonly file: string;
  /** Bytes of all files, as they lie on disk. */
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly messages: number;
}

export interface ReadCaptureOptions extends CaptureOptions {
  readonly onProgress?: (progress: CaptureProgress) => void;
}

/**
 * Reads recorded Binance streams: lines `<local_ns> <json>` with depth, trade, best-bid/ask and snapshot records of
 * one spot pair or USD-M contract, plain or gzip. Several files are one session, in the order given.
 *
 * @throws MarketError
 * `MARKET_CAPTURE_UNREADABLE` a file is missing, empty, damaged, or no capture;
 * `MARKET_CAPTURE_MISMATCH` other symbol or product than asked for, or several in one session;
 * `MARKET_CAPTURE_BAD_LINE`, `MARKET_CAPTURE_TRUNCATED` with file and line, unless the options say otherwise
 * @example await readBinanceCapture(['spot_btcusdt_20240808.gz', 'spot_btcusdt_20240809.gz'])
 */
export async function readBinanceCapture(
  files: readonly string[],
  options: ReadCaptureOptions = {},
): Promise<Recording> {
  let bytesTotal = 0;
  for (const path of files) bytesTotal += await new CaptureFile(path).size();
  const { instrument, notes } = await findInstrument(files, options);
  const decoder = new CaptureDecoder(instrument, options);
  const hash = createHash('sha256');
  let bytesBefore = 0;
  for (const path of files) {
    const file = new CaptureFile(path);
    decoder.startFile(path);
    for await (const chunk of file.chunks()) {
      decoder.push(chunk);
      const bytesRead = bytesBefore + file.bytesRead;
      options.onProgress?.({ file: path, bytesRead, bytesTotal, messages: decoder.messages });
    }
    decoder.endFile(file.truncated);
    hash.update(file.sha256());
    bytesBefore += file.bytesRead;
  }
  return decoder.finish({ dataHash: hash.digest('hex'), sources: files, notes });
}

/**
 * Decodes the text of a capture that is in memory already. Its hash is that of a plain file with this text.
 * @throws MarketError as `readBinanceCapture`
 */
export function decodeBinanceCapture(text: Uint8Array, options: CaptureOptions = {}): Recording {
  const name = 'capture';
  const identity = identifyCapture(text, name, options);
  let steps: CaptureSteps | undefined;
  if (needsSteps(identity, options)) {
    steps = new CaptureSteps();
    steps.push(text);
  }
  const { instrument, notes } = captureInstrument(identity, options, steps);
  const decoder = new CaptureDecoder(instrument, options);
  decoder.startFile(name);
  decoder.push(text);
  decoder.endFile(false);
  const fileHash = createHash('sha256').update(text).digest();
  const dataHash = createHash('sha256').update(fileHash).digest('hex');
  return decoder.finish({ dataHash, sources: [name], notes });
}

async function findInstrument(
  files: readonly string[],
  options: CaptureOptions,
): Promise<ReturnType<typeof captureInstrument>> {
  const [first] = files;
  if (first === undefined) throw new MarketError('MARKET_CAPTURE_UNREADABLE', 'no capture files were named');
  const { value: head } = await new CaptureFile(first).chunks().next();
  if (!head) throw new MarketError('MARKET_CAPTURE_UNREADABLE', `${first} holds no text`);
  const identity = identifyCapture(head, first, options);
  if (!needsSteps(identity, options)) return captureInstrument(identity, options);
  const steps = new CaptureSteps();
  for (const path of files) for await (const chunk of new CaptureFile(path).chunks()) steps.push(chunk);
  return captureInstrument(identity, options, steps);
}
