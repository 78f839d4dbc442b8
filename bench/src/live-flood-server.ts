/**
 * Delivers to two hundred sockets as fast as they take it, in a process of its own, started by `live-flood.ts`:
 * `node live-flood-server.ts <mode>` with `ws`, `ws-16`, `hub` or `hub-16`. Sends its port; begins when all are there.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SYSTEM } from '@mrmarket/instance/access/actor';
import { dataFrame } from '@mrmarket/instance/live/live-frames';
import { LiveHub } from '@mrmarket/instance/live/live-hub';
import { WebSocket, WebSocketServer } from 'ws';
import { FLOOD_CLIENTS, FLOOD_DATA, floodChannel } from './live-flood-words.ts';
import type { FloodMode } from './live-flood-words.ts';

/** Nothing more is sent while one of them has this much waiting, bytes: the hub calls a reader slow at 256 KiB. */
const FULL_BYTES = 64 * 1024;

const mode = process.argv[2] as FloodMode;
const perTurn = mode.endsWith('-16') ? 16 : 1;
const viaHub = mode.startsWith('hub');

const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
const clients = new Set<WebSocket>();

/** The hub's own timers wait at least a millisecond; here the next slot is the next turn of the event loop. */
const turns = {
  now: () => Date.now(),
  after: (_ms: number, call: () => void) => {
    const immediate = setImmediate(call);
    return () => clearImmediate(immediate);
  },
  every: () => () => undefined,
};
const silent = (): void => undefined;
const hub = new LiveHub({ log: { debug: silent, info: silent, warn: silent, error: silent }, timers: turns });
hub.define({ name: 'flood', kind: 'state', minIntervalMs: 0, role: 'viewer', read: () => FLOOD_DATA });

sockets.on('connection', (socket) => {
  clients.add(socket);
  socket.on('close', () => clients.delete(socket));
  if (viaHub) hub.connect(socket, SYSTEM);
  if (clients.size === FLOOD_CLIENTS) setImmediate(flood);
});
process.once('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

function flood(): void {
  if (clients.size < FLOOD_CLIENTS) return;
  if (![...clients].some(({ bufferedAmount }) => bufferedAmount > FULL_BYTES)) {
    for (let k = 0; k < perTurn; k += 1) {
      if (viaHub) hub.changed(floodChannel(k));
      else sendToAll(floodChannel(k));
    }
  }
  setImmediate(flood);
}

/** What a program without a hub would do: one frame, made once, sent to each. */
function sendToAll(channel: string): void {
  const frame = dataFrame('delta', channel, Date.now(), Date.now(), JSON.stringify(FLOOD_DATA));
  for (const client of clients) client.send(frame, { binary: false });
}
