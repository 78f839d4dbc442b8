import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const CHUNK_BYTES = 4 * 2 ** 20;

/** The forms that a secret may have in memory: as it is, UTF-16, hex, base64 at any offset. */
export function formsOf(secret: Uint8Array): Map<string, Buffer> {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const texts = new Map<string, string>([
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
  ]);
  for (const encoding of ['base64', 'base64url'] as const)
    for (const before of [0, 1, 2]) {
      const text = Buffer.concat([Buffer.alloc(before), bytes])
        .toString(encoding)
        .replaceAll('=', '');
      // The first and last characters also hold bits of the neighbours.
      texts.set(`${encoding} at ${before}`, text.slice(before === 0 ? 0 : before + 1, -2));
    }
  const forms = new Map<string, Buffer>([
    ['bytes', bytes],
    ['UTF-16', Buffer.from(bytes.toString('latin1'), 'utf16le')],
  ]);
  for (const [name, text] of texts) {
    forms.set(name, Buffer.from(text, 'latin1'));
    forms.set(`${name}, UTF-16`, Buffer.from(text, 'utf16le'));
  }
  return forms;
}

/** The forms of secrets that stand somewhere in these bytes, as `name: form`. */
export function foundIn(bytes: Buffer, secrets: ReadonlyMap<string, Uint8Array>): Set<string> {
  const found = new Set<string>();
  for (const [name, secret] of secrets)
    for (const [form, needle] of formsOf(secret)) if (bytes.includes(needle)) found.add(`${name}: ${form}`);
  return found;
}

/** The same for all memory of a process that can be read. */
export function foundInMemory(pid: number, secrets: ReadonlyMap<string, Uint8Array>): Set<string> {
  const found = new Set<string>();
  const overlap = Math.max(...[...secrets.values()].map((secret) => secret.length)) * 4 + 16;
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  let searched = 0;
  try {
    for (const [start, end] of regionsOf(pid)) {
      for (let at = start; at < end; at += CHUNK_BYTES - overlap) {
        const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - at));
        const length = readOrNothing(memory, chunk, at);
        searched += length;
        for (const one of foundIn(chunk.subarray(0, length), secrets)) found.add(one);
        if (at + chunk.length >= end) break;
      }
    }
  } finally {
    closeSync(memory);
  }
  if (searched < CHUNK_BYTES) throw new Error(`only ${searched} bytes of process ${pid} could be read`);
  return found;
}

/** Memory that the process can write: what it only reads comes from files. */
function regionsOf(pid: number): [number, number][] {
  return readFileSync(`/proc/${pid}/maps`, 'utf8')
    .trim()
    .split('\n')
    .filter((line) => / rw/.test(line) && !/\[v(var|syscall)/.test(line))
    .map((line) => {
      const [start, end] = line.split(' ')[0].split('-');
      return [Number.parseInt(start, 16), Number.parseInt(end, 16)];
    });
}

function readOrNothing(memory: number, chunk: Buffer, at: number): number {
  try {
    return readSync(memory, chunk, 0, chunk.length, at);
  } catch {
    // Reserved and never touched.
    return 0;
  }
}
