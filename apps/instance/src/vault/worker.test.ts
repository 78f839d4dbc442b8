import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Channel, MOST_BYTES } from './channel.ts';
import { spawnSigner } from './spawn-signer.ts';
import { fileVault } from './testing/folders.ts';
import { frame, start } from './testing/frames.ts';

describe('the signing process', { timeout: 300_000 }, () => {
  it('is busy beyond 256 requests also for a main that does not count', async () => {
    const { child, socket } = spawnSigner(start(fileVault()));
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(socket, 'data');
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const codes: unknown[] = [];
    new Channel(socket, (message) => {
      const reply = message as { seq: number; error?: { code: string } };
      codes.push(reply.error?.code ?? 'result');
      if (codes.length === 3000) resolve(undefined);
    });
    const asked = Array.from({ length: 3000 }, (_, seq) =>
      frame(JSON.stringify({ seq, op: 'status', params: {} })),
    );
    socket.write(Buffer.concat(asked));
    await promise;
    const answered = codes.filter((code) => code === 'result').length;
    // More when the frames come in parts: it works between them.
    expect(answered).toBeGreaterThanOrEqual(256);
    expect(codes.filter((code) => code === 'VAULT_BUSY')).toHaveLength(3000 - answered);
    expect(answered).toBeLessThan(3000);
  });

  it('takes nothing after a lock: no request opens what is going', async () => {
    const { child, socket } = spawnSigner(start(fileVault()));
    const said: unknown[] = [];
    new Channel(socket, (message) => said.push(message));
    await once(socket, 'data');
    const ended = once(child, 'close');
    socket.write(
      Buffer.concat(
        ['lock', 'unlock', 'status'].map((op, seq) => frame(JSON.stringify({ seq, op, params: {} }))),
      ),
    );
    expect(await ended).toEqual([0, null]);
    expect(said.slice(1)).toMatchObject([
      { event: 'changed', status: { state: 'locked' } },
      { seq: 0, result: {} },
      { event: 'locking', status: { state: 'locked' } },
    ]);
    expect(said).toHaveLength(4);
  });

  it.each([
    ['a length beyond the most', frame('', MOST_BYTES + 1)],
    ['the longest length there is', frame('{}', 0xffffffff)],
    ['no JSON', frame('{"seq":')],
    ['an empty frame', frame('')],
    ['no UTF-8', frame(Buffer.from('{"seq":1,"op":"\xff"}', 'latin1'))],
    ['null', frame('null')],
    ['a number', frame('7')],
    ['a list', frame('[]')],
    ['a request without a number', frame('{"op":"status","params":{}}')],
    ['a number that is none', frame('{"seq":-1,"op":"status","params":{}}')],
    ['brackets as deep as a frame', frame('['.repeat(MOST_BYTES))],
    ['random bytes', Buffer.from(fc.sample(fc.uint8Array({ minLength: 2000, maxLength: 2000 }), 1)[0])],
  ])('ends without a word at %s, and its keys with it', async (_what, bytes) => {
    const { child, socket } = spawnSigner(start(fileVault()));
    socket.on('error', () => socket.destroy());
    let said = '';
    child.stderr!.on('data', (text: Buffer) => (said += text.toString()));
    await once(socket, 'data');
    const ended = once(child, 'close');
    socket.write(bytes);
    expect(await ended).toEqual([0, null]);
    expect(said).toBe('');
  });
});
