import { Compile } from 'typebox/compile';
import { hasRole } from '../access/actor.ts';
import type { Actor } from '../access/actor.ts';
import type { ChannelDefinition, LivePublisher, Log } from '../api/ports.ts';
import { ClientFrame } from '../api/schemas/live.ts';
import { LiveChannel } from './live-channel.ts';
import { LiveClient } from './live-client.ts';
import type { LiveSocket } from './live-client.ts';
import { beatFrame, goneFrame } from './live-frames.ts';
import { systemTimers } from './live-timers.ts';
import type { LiveTimers } from './live-timers.ts';

/** Largest frame a client may send, bytes. */
export const MAX_CLIENT_FRAME = 1024;
const MAX_CHANNELS = 64;
const BEAT_MS = 2000;
/** Every so many beats a ping: 30 s. */
const BEATS_PER_PING = 15;
/** A channel nobody reads is kept this long, for readers that come back. */
const KEEP_MS = 30_000;

/** Close codes of RFC 6455, section 7.4.1. */
const GOING_AWAY = 1001;
const POLICY = 1008;

const isClientFrame = Compile(ClientFrame);

export interface LiveStats {
  readonly clients: number;
  readonly slowClients: number;
  readonly channels: number;
  /** Since the start. */
  readonly frames: number;
  readonly resyncs: number;
}

/** Shows changing things to everybody who looks, over one socket each. The protocol is in api/schemas/live.ts. */
export class LiveHub implements LivePublisher {
  readonly #log: Log;
  readonly #timers: LiveTimers;
  readonly #definitions = new Map<string, ChannelDefinition>();
  readonly #channels = new Map<string, LiveChannel>();
  readonly #forgetting = new Map<string, () => void>();
  readonly #clients = new Set<LiveClient>();
  readonly #stopBeats: () => void;
  #beats = 0;
  #framesOfGone = 0;
  #resyncs = 0;
  #closed = false;

  constructor(parameters: { readonly log: Log; readonly timers?: LiveTimers }) {
    this.#log = parameters.log;
    this.#timers = parameters.timers ?? systemTimers;
    this.#stopBeats = this.#timers.every(BEAT_MS, () => this.#beat());
  }

  /** Says what a channel, or a family of channels, is. Once per name, before anybody reads it. */
  define(definition: ChannelDefinition): void {
    if (this.#definitions.has(definition.name)) {
      throw new Error(`channel ${definition.name} is defined twice`);
    }
    this.#definitions.set(definition.name, definition);
  }

  changed(channel: string): void {
    this.#channels.get(channel)?.changed();
  }

  append(channel: string, items: readonly unknown[]): void {
    if (items.length > 0) this.#channels.get(channel)?.append(items);
  }

  watched(channel: string): boolean {
    return this.#channels.has(channel);
  }

  /**
   * Serves an opened socket of somebody who is signed in. `stillAllowed` is asked every 30 s: a key that expires or is
   * revoked ends its sockets. Browser sessions say so themselves, see {@link LiveHub.disconnect}.
   */
  connect(socket: LiveSocket, actor: Actor, stillAllowed?: () => Promise<boolean>): void {
    if (this.#closed) {
      socket.close(GOING_AWAY, 'the instance stops');
      return;
    }
    const client = new LiveClient({
      socket,
      actor,
      stillAllowed: stillAllowed ?? (() => Promise.resolve(true)),
      onResync: () => (this.#resyncs += 1),
      onGone: (reader, channel) => this.#gone(reader, channel, 'NOT_FOUND'),
    });
    this.#clients.add(client);
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#hear(client, data, isBinary));
    // A frame that is too long or no valid WebSocket frame: the library closes the connection with the right code.
    socket.on('error', (error) => this.#log.debug('live', 'socket failed', { error: error.message }));
    socket.on('close', () => this.#leave(client));
    client.send(beatFrame(this.#timers.now()));
  }

  /** Ends the sockets of a browser session that was signed out. */
  disconnect(sessionId: string): void {
    for (const client of this.#clients) {
      if (client.actor.sessionId === sessionId) client.close(POLICY, 'the session has ended');
    }
  }

  stats(): LiveStats {
    let frames = this.#framesOfGone;
    let slowClients = 0;
    for (const client of this.#clients) {
      frames += client.sent;
      if (client.slow) slowClients += 1;
    }
    const { size: clients } = this.#clients;
    return { clients, slowClients, channels: this.#channels.size, frames, resyncs: this.#resyncs };
  }

  /** Says goodbye to everybody; nothing is sent afterwards. */
  close(): void {
    this.#closed = true;
    this.#stopBeats();
    for (const cancel of this.#forgetting.values()) cancel();
    this.#forgetting.clear();
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
    for (const client of this.#clients) {
      client.close(GOING_AWAY, 'the instance stops');
      // It will not answer the goodbye before it has read what waits.
      if (client.slow) client.terminate();
    }
  }

  #hear(client: LiveClient, data: Buffer, isBinary: boolean): void {
    const frame = isBinary ? undefined : parseFrame(data);
    if (frame === undefined) {
      client.close(POLICY, 'not a frame of this protocol');
      return;
    }
    if (!client.countFrame()) {
      client.close(POLICY, 'too many frames');
      return;
    }
    if (frame.t === 'sub') this.#subscribe(client, frame.ch, frame.since);
    else this.#unsubscribe(client, frame.ch);
  }

  #subscribe(client: LiveClient, name: string, since: number | undefined): void {
    if (client.channels.has(name)) this.#unsubscribe(client, name);
    const [family, id] = splitName(name);
    const definition = this.#definitions.get(family);
    if (definition === undefined) {
      client.send(goneFrame(name, 'NOT_FOUND', `there is no channel ${family}`));
      return;
    }
    if (!hasRole(client.actor, definition.role)) {
      client.send(goneFrame(name, 'FORBIDDEN', `the channel ${family} is for the role ${definition.role}`));
      return;
    }
    if (client.channels.size >= MAX_CHANNELS) {
      client.send(goneFrame(name, 'TOO_MANY_CHANNELS', `at most ${MAX_CHANNELS} channels on one socket`));
      return;
    }
    const channel = this.#channels.get(name) ?? this.#open(name, id, definition);
    const first = channel.join(client, since);
    if (first === undefined) {
      client.send(goneFrame(name, 'NOT_FOUND', 'there is no such channel (any more)'));
      if (channel.readers === 0) this.#forget(channel);
      return;
    }
    this.#forgetting.get(name)?.();
    this.#forgetting.delete(name);
    client.channels.set(name, channel);
    for (const frame of first) client.deliver(channel, frame);
  }

  #open(name: string, id: string, definition: ChannelDefinition): LiveChannel {
    const channel = new LiveChannel({
      name,
      id,
      definition,
      timers: this.#timers,
      onFault: (of, error) =>
        this.#log.error('live', `channel ${of} could not be read`, {
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        }),
    });
    this.#channels.set(name, channel);
    return channel;
  }

  #unsubscribe(client: LiveClient, name: string): void {
    const channel = client.channels.get(name);
    if (channel === undefined) return;
    client.forget(channel);
    channel.leave(client);
    if (channel.readers === 0) this.#forgetSoon(channel);
  }

  #forgetSoon(channel: LiveChannel): void {
    if (channel.readers > 0 || this.#forgetting.has(channel.name) || this.#closed) return;
    const cancel = this.#timers.after(KEEP_MS, () => this.#forget(channel));
    this.#forgetting.set(channel.name, cancel);
  }

  #forget(channel: LiveChannel): void {
    this.#forgetting.get(channel.name)?.();
    this.#forgetting.delete(channel.name);
    channel.close();
    this.#channels.delete(channel.name);
  }

  #gone(client: LiveClient, channel: LiveChannel, code: string): void {
    this.#unsubscribe(client, channel.name);
    client.send(goneFrame(channel.name, code, 'there is no such channel (any more)'));
  }

  #leave(client: LiveClient): void {
    this.#framesOfGone += client.sent;
    this.#clients.delete(client);
    for (const name of [...client.channels.keys()]) this.#unsubscribe(client, name);
  }

  #beat(): void {
    this.#beats += 1;
    const frame = beatFrame(this.#timers.now());
    const pings = this.#beats % BEATS_PER_PING === 0;
    for (const client of this.#clients) {
      client.beat(frame);
      if (pings) this.#check(client);
    }
  }

  #check(client: LiveClient): void {
    if (!client.ping()) client.terminate();
    client.stillAllowed().then(
      (allowed) => {
        if (!allowed) client.close(POLICY, 'access has ended');
      },
      (error: unknown) =>
        this.#log.error('live', 'access of a socket could not be checked', { error: String(error) }),
    );
  }
}

/** `book:<id>` → [`book`, `<id>`]. */
function splitName(name: string): [family: string, id: string] {
  const colon = name.indexOf(':');
  return colon < 0 ? [name, ''] : [name.slice(0, colon), name.slice(colon + 1)];
}

function parseFrame(data: Buffer): ClientFrame | undefined {
  try {
    const frame: unknown = JSON.parse(data.toString());
    return isClientFrame.Check(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}
