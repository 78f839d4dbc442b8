import { describe, expect, it } from 'vitest';
import { ApiError } from '#lib/api/errors.ts';
import { liveView } from './live-view.ts';

const error = new ApiError({ code: 'INTERNAL', message: 'no' }, 500);
const asked = {
  data: { items: [] },
  state: 'ready' as const,
  at: new Date(1000),
  error: undefined,
  busy: false,
  retry: () => 0,
};
const failed = { ...asked, data: undefined, state: 'error' as const, at: undefined, error };
const silent = { data: undefined, state: 'loading' as const, at: undefined };
const live = { data: { bots: [] }, state: 'live' as const, at: new Date(2000).toISOString() };

describe('liveView', () => {
  it('shows what was asked for until something newer comes live', () => {
    expect(liveView(asked, silent)).toMatchObject({ data: asked.data.items, state: 'ready' });
    expect(liveView(asked, live)).toMatchObject({ data: live.data.bots, state: 'live', at: live.at });
  });

  it('P19 shows live bots although the request failed, and the failure when neither came', () => {
    expect(liveView(failed, live)).toMatchObject({ data: live.data.bots, error: undefined });
    expect(liveView(failed, silent)).toMatchObject({ data: undefined, state: 'error', error });
  });

  it('P18 shows the answer to a command before the next frame', () => {
    const after = { ...asked, at: new Date(3000) };
    expect(liveView(after, live).data).toBe(after.data.items);
  });

  it('X3 keeps the figures and says when the connection is gone', () => {
    expect(liveView(asked, { ...live, state: 'offline' })).toMatchObject({
      data: live.data.bots,
      state: 'offline',
    });
    expect(liveView(asked, { ...silent, state: 'offline' })).toMatchObject({
      data: asked.data.items,
      state: 'offline',
    });
  });
});
