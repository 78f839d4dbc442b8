/** What a key did to the line. */
export type Keystroke = 'changed' | 'ignored' | 'entered' | 'ended' | 'interrupted' | 'full';

/** A secret of a vault is shorter: its words, or what an exchange gave. */
const MOST_BYTES = 8192;

const INTERRUPT = 0x03;
const END = 0x04;
const BACKSPACE = new Set([0x08, 0x7f]);
const ENTER = new Set([0x0a, 0x0d]);
const ERASE_LINE = 0x15;
const ESCAPE = 0x1b;
/** `[` or `O` after an escape begins a sequence of several bytes, such as that of an arrow key. */
const INTRODUCERS = new Set([0x5b, 0x4f]);

/** One line as it is typed at a terminal in raw mode, kept as bytes so that it can be wiped. */
export class TypedLine {
  readonly #bytes = Buffer.alloc(MOST_BYTES);
  #length = 0;
  #escape: 'none' | 'begun' | 'sequence' = 'none';

  /** Takes one byte of what the terminal sends. */
  push(byte: number): Keystroke {
    if (this.#escape !== 'none') return this.#inEscape(byte);
    if (ENTER.has(byte)) return 'entered';
    if (BACKSPACE.has(byte)) return this.#eraseCharacter();
    switch (byte) {
      case INTERRUPT:
        return 'interrupted';
      case END:
        return this.#length === 0 ? 'ended' : 'ignored';
      case ERASE_LINE:
        this.wipe();
        return 'changed';
      case ESCAPE:
        this.#escape = 'begun';
        return 'ignored';
    }
    if (byte < 0x20 && byte !== 0x09) return 'ignored';
    if (this.#length === MOST_BYTES) return 'full';
    this.#bytes[this.#length++] = byte;
    return 'changed';
  }

  /** A copy, which the caller wipes. */
  take(): Buffer {
    const line = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.wipe();
    return line;
  }

  /** For a line that may be seen. */
  text(): string {
    return this.#bytes.toString('utf8', 0, this.#length);
  }

  wipe(): void {
    this.#bytes.fill(0);
    this.#length = 0;
  }

  #inEscape(byte: number): Keystroke {
    if (this.#escape === 'begun') this.#escape = INTRODUCERS.has(byte) ? 'sequence' : 'none';
    else if (byte >= 0x40 && byte <= 0x7e) this.#escape = 'none';
    return 'ignored';
  }

  /** The last character, which in UTF-8 may be several bytes. */
  #eraseCharacter(): Keystroke {
    if (this.#length === 0) return 'ignored';
    this.#length--;
    while (this.#length > 0 && (this.#bytes[this.#length] & 0xc0) === 0x80) this.#length--;
    this.#bytes.fill(0, this.#length);
    return 'changed';
  }
}
