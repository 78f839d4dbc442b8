import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { dataFrame } from '@mrmarket/instance/live/live-frames';
import type { BenchLine } from './bench-line.ts';
import { FLOOD_CLIENTS, FLOOD_DATA, floodChannel } from './live-flood-words.ts';
import type { FloodMode } from './live-flood-words.ts';

const SECONDS = 4;
const ROUNDS = 3;
const CHANNELS = 16;
const DATA = JSON.stringify(FLOOD_DATA);
/** A frame on the wire; its header has four bytes from 126 bytes of payload on. */
const FRAME_BYTES = dataFrame('delta', floodChannel(0), Date.now(), Date.now(), DATA).length + 4;

/** Deliveries a second at saturation: the hub beside `ws` alone, one frame or sixteen a turn of the event loop. */
export async function benchFlood(): Promise<BenchLine[]> {
  const rates: Record<FloodMode, number[]> = { ws: [], hub: [], 'ws-16': [], 'hub-16': [] };
  const modes = Object.keys(rates) as FloodMode[];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const mode of modes) rates[mode].push(await flood(mode));
  }
  const best = (mode: FloodMode): number => Math.max(...rates[mode]);
  return [
    floodLine('hub at saturation', best('hub'), 'ws send', best('ws')),
    floodLine('hub at saturation, 16 channels a turn', best('hub-16'), 'ws send, 16 a turn', best('ws-16')),
  ];
}

function floodLine(name: string, value: number, peer: string, peerValue: number): BenchLine {
  return {
    name: `live, ${FLOOD_CLIENTS} clients, ${name}: deliveries`,
    value,
    unit: '/s',
    peer: { name: peer, value: peerValue },
    note: `best of ${ROUNDS} × ${SECONDS} s, ${FRAME_BYTES} bytes a frame`,
  };
}

async function flood(mode: FloodMode): Promise<number> {
  const child = fork(join(import.meta.dirname, 'live-flood-server.ts'), [mode]);
  const [port] = (await once(child, 'message')) as [number];
  let bytes = 0;
  const sockets: Socket[] = [];
  for (let k = 0; k < FLOOD_CLIENTS; k += 1) {
    sockets.push(await openCounter(port, mode, (count) => (bytes += count)));
  }
  await delay(1000);
  const before = bytes;
  const startMs = performance.now();
  await delay(SECONDS * 1000);
  const rate = (bytes - before) / FRAME_BYTES / ((performance.now() - startMs) / 1000);
  for (const socket of sockets) socket.destroy();
  child.kill();
  await once(child, 'exit');
  return rate;
}

/** A WebSocket that does nothing but count bytes: the reader's core is not to be what is measured. */
async function openCounter(port: number, mode: FloodMode, onBytes: (count: number) => void): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    'GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  if (mode.startsWith('hub')) {
    for (let k = 0; k < (mode === 'hub' ? 1 : CHANNELS); k += 1) {
      socket.write(textFrame(JSON.stringify({ t: 'sub', ch: floodChannel(k) })));
    }
  }
  socket.on('data', (chunk: Buffer) => onBytes(chunk.length));
  socket.on('error', () => undefined);
  return socket;
}

/** A client's text frame below 126 bytes, masked with zeros (RFC 6455, section 5.2). */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
