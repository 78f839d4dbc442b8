/** What a data frame of the live socket says of itself, without reading its data. */
export interface FrameHead {
  readonly kind: 'snapshot' | 'delta' | 'beat' | 'resync' | 'gone';
  /** `book:<id>`; empty for a beat. */
  readonly channel: string;
  /** When it was published, ms since the epoch; NaN where the frame does not say. */
  readonly at: number;
}

const HEAD_BYTES = 220;

/** Reads the begin of a frame: two hundred readers in one process have no time to parse the books. */
export function readFrameHead(frame: Buffer): FrameHead {
  const head = frame.toString('latin1', 0, HEAD_BYTES);
  const kind = /^\{"t":"(\w+)"/.exec(head)?.[1] as FrameHead['kind'];
  const channel = /^\{"t":"\w+","ch":"([^"]*)"/.exec(head)?.[1] ?? '';
  const at = /"at":"([^"]*)"/.exec(head)?.[1];
  return { kind, channel, at: at === undefined ? NaN : Date.parse(at) };
}
