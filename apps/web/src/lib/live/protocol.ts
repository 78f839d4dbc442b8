/** What the instance sends on its live socket. The contract stands in the instance's `api/schemas/live.ts`. */
export type ServerFrame =
  | {
      readonly t: 'snapshot' | 'delta';
      readonly ch: string;
      readonly seq: number;
      readonly at: string;
      readonly data: unknown;
    }
  | { readonly t: 'beat'; readonly at: string }
  | { readonly t: 'resync'; readonly ch: string }
  | { readonly t: 'gone'; readonly ch: string; readonly code: string; readonly message: string };

export type DataFrame = Extract<ServerFrame, { data: unknown }>;

export type ClientFrame =
  | { readonly t: 'sub'; readonly ch: string; readonly since?: number }
  | { readonly t: 'unsub'; readonly ch: string };

/** Reads one message; undefined where it is not a frame of ours (a newer server may know more kinds). */
export function readFrame(text: string): ServerFrame | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isFrame(value) ? value : undefined;
}

function isFrame(value: unknown): value is ServerFrame {
  if (typeof value !== 'object' || value === null) return false;
  const frame = value as Record<string, unknown>;
  switch (frame['t']) {
    case 'snapshot':
    case 'delta':
      return (
        typeof frame['ch'] === 'string' &&
        Number.isSafeInteger(frame['seq']) &&
        typeof frame['at'] === 'string' &&
        'data' in frame
      );
    case 'beat':
      return typeof frame['at'] === 'string';
    case 'resync':
      return typeof frame['ch'] === 'string';
    case 'gone':
      return (
        typeof frame['ch'] === 'string' &&
        typeof frame['code'] === 'string' &&
        typeof frame['message'] === 'string'
      );
    default:
      return false;
  }
}
