import type { Socket } from 'node:net';

/** The longest message, without its four bytes of length. */
export const MOST_BYTES = 256 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Messages over a socket: u32 length, big-endian, ‖ JSON in UTF-8. A message that is too long or no JSON ends the
 * socket: there is no way to tell where the next one begins.
 */
export class Channel {
  readonly #socket: Socket;
  #pending: Buffer = Buffer.alloc(0);

  /** @param onMessage gets what was sent; whether it has a shape is the caller's to check */
  constructor(socket: Socket, onMessage: (message: unknown) => void) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => {
      this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
      this.#read(onMessage);
    });
  }

  /** @throws RangeError for a message over {@link MOST_BYTES} */
  send(message: unknown): void {
    const body = Buffer.from(JSON.stringify(message), 'utf8');
    if (body.length > MOST_BYTES)
      throw new RangeError(`a message of ${body.length} bytes; ${MOST_BYTES} are allowed`);
    const frame = Buffer.allocUnsafe(4 + body.length);
    frame.writeUInt32BE(body.length);
    body.copy(frame, 4);
    if (!this.#socket.destroyed) this.#socket.write(frame);
  }

  #read(onMessage: (message: unknown) => void): void {
    while (this.#pending.length >= 4) {
      const length = this.#pending.readUInt32BE(0);
      if (length > MOST_BYTES) {
        this.#socket.destroy();
        return;
      }
      if (this.#pending.length < 4 + length) return;
      const body = this.#pending.subarray(4, 4 + length);
      this.#pending = this.#pending.subarray(4 + length);
      let message: unknown;
      try {
        message = JSON.parse(utf8.decode(body));
      } catch {
        this.#socket.destroy();
        return;
      }
      onMessage(message);
    }
  }
}
