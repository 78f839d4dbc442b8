import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Channel, MOST_BYTES } from './channel.ts';

/** Both ends of a socket. */
async function pair(): Promise<[Socket, Socket]> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [far] = await accepted;
  onTestFinished(() => {
    near.destroy();
    far.destroy();
    server.close();
  });
  return [near, far];
}

function frame(body: string | Uint8Array, length = Buffer.from(body).length): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(length);
  return Buffer.concat([head, Buffer.from(body)]);
}

describe('a channel', () => {
  it('gives whole messages in their order, however they are cut', async () => {
    const [near, far] = await pair();
    const got: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<undefined>();
    new Channel(far, (message) => {
      got.push(message);
      if (got.length === 3) resolve(undefined);
    });
    const bytes = Buffer.concat([frame('{"a":"ü"}'), frame('[1,2]'), frame('"last"')]);
    near.setNoDelay(true);
    for (const byte of bytes) near.write(Buffer.of(byte));
    await promise;
    expect(got).toEqual([{ a: 'ü' }, [1, 2], 'last']);
  });

  it('sends what the other end reads, up to 256 KiB', async () => {
    const [near, far] = await pair();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    new Channel(far, resolve);
    const channel = new Channel(near, () => undefined);
    const longest = 'x'.repeat(MOST_BYTES - 2);
    channel.send(longest);
    expect(await promise).toBe(longest);
    expect(() => {
      channel.send(`${longest}x`);
    }).toThrow(RangeError);
  });

  it('ends at a message that is too long or no JSON, and gives nothing of it', async () => {
    for (const bad of [frame('', MOST_BYTES + 1), frame('{"a":')]) {
      const [near, far] = await pair();
      const got: unknown[] = [];
      new Channel(far, (message) => got.push(message));
      const closed = once(far, 'close');
      near.on('error', () => near.destroy());
      near.write(Buffer.concat([frame('"first"'), bad, frame('"after"')]));
      await closed;
      expect(got).toEqual(['first']);
    }
  });
});
