import fc from 'fast-check';
import { encodeEvm } from 'drxa/sign/evm-transaction';
import { Value } from 'typebox/value';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answer, checkedRequest, refusalOf } from './answer.ts';
import { Channel } from './channel.ts';
import { ReplySchema, REQUESTS } from './protocol.ts';
import type { Op, Reply } from './protocol.ts';
import { SigningProcess } from './signing-process.ts';
import { spawnSigner } from './spawn-signer.ts';
import { fileVault } from './testing/folders.ts';
import { VAULT_STATUS } from './vault-error.ts';
import { odd, start } from './testing/frames.ts';

// fast-check prints the seed of a run that fails; MRM_SEED tries others.

const transfer = encodeEvm({
  type: 'eip1559',
  chainId: 1n,
  nonce: 0n,
  maxPriorityFeePerGas: 1n,
  maxFeePerGas: 2n,
  gasLimit: 21_000n,
  to: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  value: 1n,
  data: new Uint8Array(),
  accessList: [],
});

/** Requests as they should be, to be bent. */
const place = { scope: 'wallet', userId: 'ada', index: 0 };
const at = { scope: 'wallet', purpose: 'withdraw' };
const SOUND: readonly { readonly op: Op; readonly params: object }[] = [
  { op: 'status', params: {} },
  { op: 'publicKey', params: { ...place, family: 'evm' } },
  { op: 'address', params: { ...place, chain: 'bitcoin', form: 'p2tr', network: 'mainnet' } },
  { op: 'readLimits', params: at },
  {
    op: 'setLimits',
    params: { ...at, limits: { destinations: ['a'], perDay: { eth: '1' }, perMinute: 100_000 } },
  },
  { op: 'readSecret', params: { id: 'exchange:binance' } },
  {
    op: 'reveal',
    params: { id: 'root', replyTo: { challenge: '00'.repeat(16), publicKey: '09'.repeat(32) } },
  },
  { op: 'audit', params: { after: 0, limit: 10 } },
  ...[
    { kind: 'statement', payload: { tag: 'owner', body: 'aGk=' } },
    { kind: 'message', payload: { form: 'personal', text: 'hello' } },
    { kind: 'message', payload: { form: 'bitcoin', text: 'hello', address: 'p2tr', network: 'mainnet' } },
    { kind: 'message', payload: { form: 'solana', text: 'hello' } },
    {
      kind: 'message',
      payload: { form: 'typed-data', text: '{"types":{},"primaryType":"A","domain":{},"message":{}}' },
    },
    { kind: 'evm', payload: { unsigned: Buffer.from(transfer).toString('base64') } },
    { kind: 'solana', payload: { transaction: 'AQA=' } },
    { kind: 'tron', payload: { rawData: 'CgIB' } },
    {
      kind: 'psbt',
      payload: { psbt: 'cHNidP8=', chain: 'bitcoin', form: 'p2wpkh', network: 'mainnet', change: '' },
    },
    { kind: 'imp', payload: { registry: 'AA==', collector: 'a', frame: 'AA==' } },
    { kind: 'mixin', payload: {} },
  ].map((asked) => ({ op: 'sign' as const, params: { ...place, ...at, requestId: 'r', ...asked } })),
];

/** A sound request of which one value is another, one is missing, or one is more than there should be. */
const bent = fc
  .tuple(fc.constantFrom(...SOUND), fc.nat(), fc.constantFrom('set', 'drop', 'add'), odd, fc.uuid())
  .map(([{ op, params }, which, how, value, id]) => {
    const copy = structuredClone(params) as Record<string, unknown>;
    if (op === 'sign') copy['requestId'] = id;
    const paths = pathsOf(copy);
    const [owner, key] = paths[which % Math.max(1, paths.length)] ?? [copy, 'more'];
    if (how === 'set') owner[key] = value;
    if (how === 'drop') Reflect.deleteProperty(owner, key);
    if (how === 'add') owner['more'] = value;
    return { seq: 1, op, params: copy };
  });

function pathsOf(value: Record<string, unknown>): [Record<string, unknown>, string][] {
  return Object.entries(value).flatMap(([key, inner]) => [
    [value, key] as [Record<string, unknown>, string],
    ...(typeof inner === 'object' && inner !== null ? pathsOf(inner as Record<string, unknown>) : []),
  ]);
}

describe('the signing process', { timeout: 300_000 }, () => {
  it('answers any message with a result of its schema, or a refusal that has a code', () => {
    const signing = new SigningProcess({ folder: fileVault(), readDescriptor: () => [] });
    onTestFinished(() => {
      signing.wipe();
      signing.store.close();
    });
    signing.unlock(undefined);
    signing.elevate(undefined);
    const seen = new Set<string>();
    const take = (sent: unknown): void => {
      const message: unknown = JSON.parse(JSON.stringify(sent));
      let reply: Reply;
      try {
        reply = answer(signing, checkedRequest(message));
      } catch (error) {
        reply = { seq: 0, error: refusalOf(error) };
      }
      expect(Value.Check(ReplySchema, reply)).toBe(true);
      if ('error' in reply) {
        seen.add(reply.error.code);
        expect(Object.keys(VAULT_STATUS)).toContain(reply.error.code);
        // A fault, and no refusal: something was not looked at before it was used.
        expect(reply.error).not.toMatchObject({ code: 'VAULT_FAILED' });
      } else if ('result' in reply) {
        seen.add('result');
        const { op } = message as { op: Op };
        expect(Value.Check(REQUESTS[op].result, JSON.parse(JSON.stringify(reply.result)))).toBe(true);
      }
    };
    for (const { op, params } of SOUND) take({ seq: 1, op, params });
    fc.assert(fc.property(fc.jsonValue(), take), { numRuns: 500 });
    fc.assert(fc.property(bent, take), { numRuns: 3000 });
    expect([...seen]).toEqual(
      expect.arrayContaining(['result', 'VAULT_INPUT', 'VAULT_UNSUPPORTED', 'VAULT_LIMIT']),
    );
    expect(signing.isUnlocked).toBe(true);
  });

  it('refuses random messages over its channel, and serves on', async () => {
    const { child, socket } = spawnSigner(start(fileVault()));
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stderr!.on('data', (text: Buffer) => (said += text.toString()));
    const waiting = new Map<number, (reply: unknown) => void>();
    const channel = new Channel(socket, (message) => {
      const { seq } = message as { seq?: number };
      if (seq !== undefined) waiting.get(seq)?.(message);
    });
    let seq = 0;
    const ask = (message: object): Promise<unknown> =>
      new Promise((resolve) => {
        seq += 1;
        waiting.set(seq, resolve);
        channel.send({ ...message, seq });
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(bent, fc.object({ maxDepth: 2 })), async (message) => {
        // What would make a file, or end the process, is for other tests.
        const { op } = message as { op?: unknown };
        const reply = await ask(op === 'lock' ? {} : message);
        expect(Value.Check(ReplySchema, reply)).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(await ask({ op: 'status', params: {} })).toMatchObject({ result: { state: 'unlocked' } });
    expect(said).toBe('');
  });
});
