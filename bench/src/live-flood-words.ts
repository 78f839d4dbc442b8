export const FLOOD_CLIENTS = 200;

/** As in the research benchmark: 50 bytes of JSON. Around it come the kind, the channel, the number and the time. */
export const FLOOD_DATA = { bid: '60000.10', ask: '60000.20', mid: '60000.15' };

export type FloodMode = 'ws' | 'ws-16' | 'hub' | 'hub-16';

/** Sixteen channels with names of the same length. */
export function floodChannel(k: number): string {
  return `flood:${k.toString(16)}`;
}
