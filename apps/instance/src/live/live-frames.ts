/** What the server says on the live socket; see api/schemas/live.ts. `data` is JSON already: it is made once for all readers. */
export function dataFrame(
  kind: 'snapshot' | 'delta',
  channel: string,
  seq: number,
  at: number,
  data: string,
): Buffer {
  return Buffer.from(
    `{"t":"${kind}","ch":${JSON.stringify(channel)},"seq":${seq},"at":"${new Date(at).toISOString()}","data":${data}}`,
  );
}

export function beatFrame(at: number): Buffer {
  return Buffer.from(`{"t":"beat","at":"${new Date(at).toISOString()}"}`);
}

export function resyncFrame(channel: string): Buffer {
  return Buffer.from(JSON.stringify({ t: 'resync', ch: channel }));
}

export function goneFrame(channel: string, code: string, message: string): Buffer {
  return Buffer.from(JSON.stringify({ t: 'gone', ch: channel, code, message }));
}
