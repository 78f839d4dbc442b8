const MB = 1e6;

/** One reading of a soak. Sizes in bytes. */
export interface SoakRow {
  readonly minute: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
  readonly handles: number;
  readonly database: number;
  readonly journal: number;
  readonly requests: number;
  readonly failed: number;
  readonly frames: number;
  readonly page?: { readonly heapUsed: number; readonly listeners: number; readonly nodes: number };
}

const HEADS = [
  'minute',
  'heap',
  'external',
  'RSS',
  'handles',
  'instance.db',
  'journal.db',
  'answers',
  'failed',
  'frames',
];
const PAGE_HEADS = ['page heap', 'listeners', 'nodes'];

export function soakHead(withPage: boolean): string {
  return [...HEADS, ...(withPage ? PAGE_HEADS : [])].map((head) => head.padStart(11)).join(' ');
}

/** A line of the table; sizes in MB. */
export function soakLine(row: SoakRow): string {
  const { minute, heapUsed, external, rss, handles, database, journal, requests, failed, frames, page } = row;
  const cells = [
    minute.toFixed(1),
    ...[heapUsed, external, rss].map(megabytes),
    String(handles),
    ...[database, journal].map(megabytes),
    ...[requests, failed, frames].map(String),
    ...(page ? [megabytes(page.heapUsed), String(page.listeners), String(page.nodes)] : []),
  ];
  return cells.map((cell) => cell.padStart(11)).join(' ');
}

function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(2)} MB`;
}
