import type { Page, WebSocketRoute } from 'playwright-core';

/** A frame that carries data; the rest of the protocol passes untouched. */
export interface DataFrame {
  readonly t: 'snapshot' | 'delta';
  readonly ch: string;
  readonly seq: number;
  readonly at: string;
  readonly data: unknown;
}

/** The live socket of one page, with a hand on it: frames can be changed, held back and put in. */
export interface LiveTap {
  /** Resolves with the first data frame of a channel that reached the page since the tap was set. */
  first(channel: string): Promise<DataFrame>;
  /** From now on nothing of the channel reaches the page but what is put in and let through here. */
  mute(channel: string): void;
  /** Sends the page a delta that follows what it has of the channel; `skip` leaves frames out before it. */
  put(channel: string, data: unknown, skip?: number): void;
  /** From now on the page's requests for the channel are held back, until `letAsk`. */
  holdAsking(channel: string): void;
  /** Resolves when the page has asked for the channel whose requests are held. */
  readonly asked: Promise<void>;
  /** Lets the request go, and its answer through to the page, muted or not; gives the answer. */
  letAsk(): Promise<DataFrame>;
}

/** Puts a tap on the live socket of a page; before the page is opened. `change` rewrites data on its way. */
export async function tapLive(
  page: Page,
  change: (channel: string, data: unknown) => unknown = (_channel, data) => data,
): Promise<LiveTap> {
  const seen = new Map<string, DataFrame>();
  const waiting = new Map<string, ((frame: DataFrame) => void)[]>();
  const muted = new Set<string>();
  const last = new Map<string, number>();
  let socket: WebSocketRoute | undefined;
  let held: string | undefined;
  let release: (() => void) | undefined;
  let answered: ((frame: DataFrame) => void) | undefined;
  let sayAsked = (): void => undefined;
  const asked = new Promise<void>((resolve) => (sayAsked = resolve));

  await page.routeWebSocket('**/api/live', (route) => {
    socket = route;
    const server = route.connectToServer();
    route.onMessage((message) => {
      const request = JSON.parse(String(message)) as { t: string; ch: string };
      if (request.t === 'sub' && request.ch === held) {
        release = () => server.send(message);
        sayAsked();
        return;
      }
      server.send(message);
    });
    server.onMessage((message) => {
      const frame = JSON.parse(String(message)) as DataFrame;
      if (!('data' in frame)) {
        route.send(message);
        return;
      }
      const isAnswer = answered !== undefined && frame.ch === held && frame.t === 'snapshot';
      if (muted.has(frame.ch) && !isAnswer) return;
      const changed = { ...frame, data: change(frame.ch, frame.data) };
      last.set(frame.ch, frame.seq);
      route.send(JSON.stringify(changed));
      if (isAnswer) {
        answered?.(changed);
        answered = held = undefined;
      }
      if (seen.has(frame.ch)) return;
      seen.set(frame.ch, changed);
      for (const resolve of waiting.get(frame.ch) ?? []) resolve(changed);
    });
  });

  return {
    asked,
    first: (channel) =>
      new Promise((resolve) => {
        const frame = seen.get(channel);
        if (frame !== undefined) resolve(frame);
        else waiting.set(channel, [...(waiting.get(channel) ?? []), resolve]);
      }),
    mute: (channel) => void muted.add(channel),
    put: (channel, data, skip = 0) => {
      const seq = (last.get(channel) ?? 0) + 1 + skip;
      last.set(channel, seq);
      socket?.send(JSON.stringify({ t: 'delta', ch: channel, seq, at: new Date().toISOString(), data }));
    },
    holdAsking: (channel) => {
      held = channel;
    },
    letAsk: () =>
      new Promise((resolve) => {
        answered = resolve;
        release?.();
      }),
  };
}
