import { writeSync } from 'node:fs';
import { writeToTerminal } from './secret-output.ts';

/** The other screen of the terminal, which keeps no lines that one could scroll back to. */
const OPEN = '\x1b[?1049h\x1b[H\x1b[2J';
const CLOSE = '\x1b[H\x1b[2J\x1b[3J\x1b[?1049l';
const ACROSS = 4;
const WIDTH = 16;

const SPACE = 0x20;
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** The words as they are shown: numbered, four in a line. The caller wipes both. */
export function wordTable(words: Uint8Array): Buffer {
  const list = wordsOf(words);
  const cells = list.map((word, at) => {
    const cell = Buffer.alloc(WIDTH, ' ');
    cell.write(`${at + 1}.`.padStart(3));
    cell.set(word, 4);
    if ((at + 1) % ACROSS === 0 || at + 1 === list.length) cell[WIDTH - 1] = 0x0a;
    return cell;
  });
  const table = Buffer.concat(cells);
  for (const cell of cells) cell.fill(0);
  return table;
}

/**
 * Shows the words of a seed on the terminal until the person has written them down, then takes them off the screen,
 * also when the program is ended meanwhile.
 * @param until resolves on Enter
 */
export async function showWords(words: Uint8Array, until: () => Promise<unknown>): Promise<void> {
  const clear = (): void => void writeSync(process.stdout.fd, CLOSE);
  const handlers = Object.entries(SIGNALS).map(([signal, number]) => {
    const end = (): void => process.exit(128 + number);
    process.once(signal, end);
    return (): void => void process.off(signal, end);
  });
  process.once('exit', clear);
  const table = wordTable(words);
  try {
    await writeToTerminal(
      Buffer.from(
        `${OPEN}These words are the keys to all funds of this vault. Whoever has them has the funds.\n` +
          'Write them down on paper, in this order; no picture, no file.\n\n',
      ),
    );
    await writeToTerminal(table);
    await until();
  } finally {
    table.fill(0);
    process.off('exit', clear);
    clear();
    for (const off of handlers) off();
  }
}

function wordsOf(words: Uint8Array): Uint8Array[] {
  const list: Uint8Array[] = [];
  let start = 0;
  for (let at = 0; at <= words.length; at++) {
    if (at < words.length && words[at] !== SPACE) continue;
    if (at > start) list.push(words.subarray(start, at));
    start = at + 1;
  }
  return list;
}
