import { dataFrame, resyncFrame } from '@mrmarket/instance/live/live-frames';
import { describe, expect, it } from 'vitest';
import { readFrameHead } from './live-frame-reader.ts';

describe('readFrameHead', () => {
  it('reads kind, channel and time of a frame with data', () => {
    const data = JSON.stringify({ bids: [['1', '2', '0']], filler: 'x'.repeat(500) });
    const at = Date.UTC(2026, 0, 1, 12) + 345;
    expect(readFrameHead(dataFrame('delta', 'book:V1StGXR8_Z5j', 17, at, data))).toEqual({
      kind: 'delta',
      channel: 'book:V1StGXR8_Z5j',
      at,
    });
  });

  it('knows no time of a frame that says none', () => {
    expect(readFrameHead(resyncFrame('overview'))).toEqual({ kind: 'resync', channel: 'overview', at: NaN });
  });
});
