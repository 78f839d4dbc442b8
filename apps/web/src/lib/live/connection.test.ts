import { describe, expect, it } from 'vitest';
import type { ChannelState } from './channel-table.ts';
import { Connection } from './connection.ts';
import type { ConnectionState, Wire } from './connection.ts';
import type { DataFrame } from './protocol.ts';
import { reconnectDelay } from './reconnect.ts';

/** A page with a clock, animation frames and a server in the hand of the test. */
class Page {
  readonly states: ConnectionState[] = [];
  readonly wires: (Wire & { readonly sent: unknown[]; closed: boolean })[] = [];
  hidden = false;
  readonly connection: Connection;
  #now = 0;
  #timers: { readonly at: number; readonly call: () => void }[] = [];
  #frames: (() => void)[] = [];

  constructor() {
    this.connection = new Connection({
      open: () => this.#wire(),
      frames: { request: (commit) => void this.#frames.push(commit), hidden: () => this.hidden },
      random: () => 1,
      after: (ms, call) => {
        const timer = { at: this.#now + ms, call };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((other) => other !== timer);
        };
      },
      onstate: (state) => {
        if (this.states.at(-1) !== state) this.states.push(state);
      },
      onheard: () => undefined,
    });
  }

  get wire(): Page['wires'][number] {
    const wire = this.wires.at(-1);
    if (wire === undefined) throw new Error('nothing was opened');
    return wire;
  }

  say(frame: object): void {
    this.wire.onmessage?.({ data: JSON.stringify(frame) });
  }

  draw(): void {
    for (const commit of this.#frames.splice(0)) commit();
  }

  wait(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#now = next.at;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      next.call();
    }
    this.#now = end;
  }

  read(ch: string): { frames: DataFrame[]; states: ChannelState[]; leave: () => void } {
    const frames: DataFrame[] = [];
    const states: ChannelState[] = [];
    const leave = this.connection.join(ch, {
      frame: (frame) => void frames.push(frame),
      state: (state) => void states.push(state),
    });
    return { frames, states, leave };
  }

  #wire(): Page['wires'][number] {
    const sent: unknown[] = [];
    const wire: Page['wires'][number] = {
      sent,
      closed: false,
      onopen: null,
      onclose: null,
      onmessage: null,
      send: (text) => void sent.push(JSON.parse(text)),
      close: () => {
        wire.closed = true;
      },
    };
    this.wires.push(wire);
    return wire;
  }
}

const snapshot = (ch: string, seq: number) => ({
  t: 'snapshot',
  ch,
  seq,
  at: '2026-11-25T00:00:00Z',
  data: seq,
});
const delta = (ch: string, seq: number) => ({ ...snapshot(ch, seq), t: 'delta' });

function openPage(): Page {
  const page = new Page();
  page.wire.onopen?.();
  return page;
}

describe('the live connection', () => {
  it('subscribes once for all readers, and leaves 250 ms after the last one', () => {
    const page = openPage();
    const first = page.read('book:a');
    first.leave();
    page.wait(200);
    const second = page.read('book:a');
    second.leave();
    page.wait(249);
    expect(page.wire.sent).not.toContainEqual({ t: 'unsub', ch: 'book:a' });
    page.wait(1);
    expect(page.wire.sent.at(-1)).toEqual({ t: 'unsub', ch: 'book:a' });
  });

  it('gives a later reader of the same channel a snapshot of its own', () => {
    const page = openPage();
    const first = page.read('tape:a');
    page.say(snapshot('tape:a', 5));
    page.draw();
    const later = page.read('tape:a');
    page.say(snapshot('tape:a', 6));
    page.draw();
    expect(later.frames.map((frame) => frame.seq)).toEqual([6]);
    expect(later.states).toEqual(['live']);
    expect(first.states).not.toContain('resyncing');
    expect(page.wire.sent.filter((frame) => JSON.stringify(frame).includes('sub'))).toHaveLength(2);
  });

  it('U10: a gap in the count reads resyncing, and asks for a snapshot', () => {
    const page = openPage();
    const { frames, states } = page.read('book:a');
    page.say(snapshot('book:a', 1));
    page.say(delta('book:a', 2));
    page.say(delta('book:a', 4));
    page.draw();
    expect(frames.map((frame) => frame.seq)).toEqual([1, 2]);
    expect(states).toEqual(['live', 'resyncing']);
    expect(page.wire.sent.at(-1)).toEqual({ t: 'sub', ch: 'book:a' });
    page.say(delta('book:a', 5));
    page.say(snapshot('book:a', 9));
    page.draw();
    expect(frames.map((frame) => frame.seq)).toEqual([1, 2, 9]);
    expect(states.at(-1)).toBe('live');
  });

  it('commits once per animation frame, whatever came', () => {
    const page = openPage();
    const { frames } = page.read('book:a');
    page.say(snapshot('book:a', 1));
    page.say(delta('book:a', 2));
    expect(frames).toEqual([]);
    page.draw();
    expect(frames).toHaveLength(2);
  });

  it('drops what comes while the page is hidden, and asks for snapshots on return', () => {
    const page = openPage();
    const { frames } = page.read('book:a');
    page.hidden = true;
    page.say(snapshot('book:a', 1));
    page.draw();
    expect(frames).toEqual([]);
    page.hidden = false;
    page.connection.seen();
    expect(page.wire.sent.at(-1)).toEqual({ t: 'sub', ch: 'book:a' });
  });

  it('X3: nothing heard for 4 s is delayed, a beat is live again, closed is offline', () => {
    const page = openPage();
    page.wait(3_999);
    expect(page.states).toEqual(['connecting', 'live']);
    page.wait(1);
    expect(page.states.at(-1)).toBe('delayed');
    page.say({ t: 'beat', at: '2026-11-25T00:00:00Z' });
    expect(page.states.at(-1)).toBe('live');
    page.wire.onclose?.();
    expect(page.states.at(-1)).toBe('offline');
  });

  it('returns after half a second, doubling to 30 s, and resumes where it was', () => {
    const page = openPage();
    page.read('bot:a');
    page.say(snapshot('bot:a', 7));
    page.draw();
    page.wire.onclose?.();
    page.wait(499);
    expect(page.wires).toHaveLength(1);
    page.wait(1);
    expect(page.wires).toHaveLength(2);
    page.wire.onclose?.();
    page.wait(1_000);
    expect(page.wires).toHaveLength(3);
    page.wire.onopen?.();
    expect(page.wire.sent).toEqual([{ t: 'sub', ch: 'bot:a', since: 7 }]);
    expect(reconnectDelay(20, () => 1)).toBe(30_000);
    expect(reconnectDelay(3, () => 0.25)).toBe(1_000);
  });

  it('says why a channel is gone, and does not ask for it again', () => {
    const page = openPage();
    const { states } = page.read('bot:x');
    page.say({ t: 'gone', ch: 'bot:x', code: 'BOT_NOT_FOUND', message: 'No bot x.' });
    page.draw();
    expect(states).toEqual(['gone']);
    page.wire.onclose?.();
    page.wait(500);
    page.wire.onopen?.();
    expect(page.wire.sent).toEqual([]);
  });

  it('does not come back once stopped', () => {
    const page = openPage();
    page.connection.stop();
    page.wire.onclose?.();
    page.wait(60_000);
    expect(page.wires).toHaveLength(1);
    expect(page.wire.closed).toBe(true);
  });

  it('leaves alone what is not a frame', () => {
    const page = openPage();
    const { frames } = page.read('book:a');
    for (const data of ['{', '[]', '{"t":"later"}', '{"t":"delta","ch":"book:a"}', 7])
      page.wire.onmessage?.({ data });
    page.draw();
    expect(frames).toEqual([]);
  });
});
