import { entropyToWords } from 'drxa/bip/words';
import { ton } from 'drxa/chains/ton';
import { xrp } from 'drxa/chains/xrp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from '../api/ports.ts';
import type {
  AddressProof,
  AddressRow,
  AddressVerified,
  ChainInfo,
  CreateAddress,
} from '../api/schemas/addresses.ts';
import type { AuditRow } from '../api/schemas/manage.ts';
import { serveInstance } from '../api/testing/serve-instance.ts';
import type { ServedInstance } from '../api/testing/serve-instance.ts';
import { KeysClient } from '../keys/testing/keys-client.ts';

const PASSPHRASE = 'correct horse battery staple';
/** The seed of the anchors in docs/drxa/scheme.md, and their user. */
const WORDS = entropyToWords(Uint8Array.from({ length: 32 }, (_, at) => at));
const FINGERPRINT = '836a659b307ed276';
const USER = '8a3c6134-a1de-467c-b2d3-075d138370a1';

let served: ServedInstance;
let client: KeysClient;

beforeAll(async () => {
  // A thousand at once are what is tried here; the limit on requests has its own test.
  served = await serveInstance({ rateLimits: { reads: 1_000_000, writes: 1_000_000 } });
  client = new KeysClient(served.origin, await served.cli());
  await client.makeVault(PASSPHRASE, WORDS);
});
afterAll(() => served.close());

const make = (request: CreateAddress): Promise<AddressRow> => client.done('POST', '/api/addresses', request);
const page = (query: string): Promise<Page<AddressRow>> => client.done('GET', `/api/addresses?${query}`);
const verify = (text: string, more: object = {}): Promise<AddressVerified> =>
  client.done('POST', '/api/addresses/verify', { text, ...more });
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

async function indexesOf(userId: string): Promise<number[]> {
  const rows = await served.services.database.prisma.address.findMany({ where: { userId } });
  return rows.map(({ index }) => Number(index)).sort((a, b) => a - b);
}

async function unlock(): Promise<void> {
  await client.done('POST', '/api/keys/unlock', { typed: await client.typed(PASSPHRASE) });
}

describe('a new address', () => {
  it.each([
    ['ethereum', undefined, '0x3f2Cb3954dE23ba56B38BE32feA8eE12e000B87C'],
    ['bitcoin', 'p2tr', 'bc1p7kl43vtgyk4rj95ukv3wcqw9ydyv0su6x3p2xp3ren23atcqyz9sxqd2vk'],
    ['tron', undefined, 'TDMpHBBWYyRRqZN3cxDZ8iWUQFnKay5TWJ'],
    ['solana', undefined, '8cgeNHt9t1E4pEigTHkUyq66n5GdhSFvxThDQzZp2wg1'],
    ['polkadot', undefined, '1c5QLg8zgXxSir2MZt9hiYLPMoH9hZgDbhoete6KPFfWt81'],
    ['ton', undefined, 'UQB64tSjFXJjcgfVLbHm85a9awUq9b_glqXdelpRptb0cLEj'],
    ['cardano', undefined, 'addr1v8q6vm6rhvzq4lm38qvpsfvedhu4jzkwu2e3al4rgdexlcqctegms'],
    ['xrp', undefined, 'rGMvUMQfLg5AHQ222WiXUcG7Q8SEYizk8D'],
  ])('of %s, form %s, is the anchor of the scheme', async (chain, form, address) => {
    const row = await make({ userId: USER, chain, ...(form === undefined ? {} : { form }) });
    expect(row).toMatchObject({ address, chain, scope: 'wallet', index: 0, fingerprint: FINGERPRINT });
  });

  it('takes the next index of the family, whatever name the chain is asked by', async () => {
    const row = await make({ userId: USER, chain: 'eth', label: 'second' });
    expect(row).toMatchObject({
      chain: 'ethereum',
      index: 1,
      label: 'second',
      address: '0xFb6DaF59BB70292Ed594048dEFE2600F79798059',
    });
    const other = await make({ scope: 'a', userId: 'b:c', chain: 'ethereum' });
    expect(other).toMatchObject({ index: 0, address: '0x5db834D8AAeAD4866C1278861253aCe6bF49ac92' });
    // The family of Injective's keys is that of all EVM chains.
    expect(await make({ userId: USER, chain: 'injective' })).toMatchObject({ family: 'evm', index: 2 });
    const { items } = await client.done<Page<AuditRow>>('GET', '/api/audit?action=address.create&limit=1');
    expect(items[0]).toMatchObject({ after: { chain: 'injective', userId: USER, index: 2 } });
  });

  it('can be made and read back as ours for each form and network of each chain', async () => {
    const { items: chains } = await client.done<{ items: ChainInfo[] }>('GET', '/api/chains');
    expect(chains.length).toBeGreaterThan(25);
    let made = 0;
    for (const { name: chain, networks, forms } of chains)
      for (const network of networks)
        for (const { name: form, family } of forms) {
          const row = await make({ userId: 'every chain', chain, network, form });
          expect(row).toMatchObject({ chain, network, form, family });
          const { readings } = await verify(row.address, { chain, network });
          expect(readings, row.address).toMatchObject([{ chain, network, ours: { id: row.id } }]);
          made += 1;
        }
    expect(made).toBeGreaterThan(chains.length);
    expect(chains.find(({ name }) => name === 'bitcoin')).toMatchObject({
      aliases: expect.arrayContaining(['btc']) as string[],
      coinType: 0,
      signs: true,
      tag: false,
    });
    expect(chains.find(({ name }) => name === 'xrp')).toMatchObject({ signs: false, tag: true });
  });

  it.each([
    [{ chain: 'nocoin' }, 'DRXA_UNKNOWN_CHAIN', 'chain'],
    [{ network: 'moonnet' }, 'DRXA_FIELD_INVALID', 'network'],
    [{ form: 'p2none' }, 'DRXA_FIELD_INVALID', 'form'],
    [{ chain: 'cardano', form: 'base' }, 'DRXA_UNSUPPORTED', 'form'],
    [{ userId: 'a\u0301da' }, 'DRXA_FIELD_NOT_NFC', 'userId'],
    [{ userId: 'a\nb' }, 'DRXA_FIELD_INVALID', 'userId'],
    [{ userId: '\u754c'.repeat(43) }, 'DRXA_FIELD_INVALID', 'userId'],
    [{ userId: '' }, 'REQUEST_INVALID', 'userId'],
    [{ scope: 'Wallet' }, 'REQUEST_INVALID', 'scope'],
    [{ requestId: 'short' }, 'REQUEST_INVALID', 'requestId'],
    [{ index: 3 }, 'REQUEST_INVALID', 'index'],
  ])('is refused for %j, naming the field, and no row is made', async (wrong, code, field) => {
    const before = await served.services.database.prisma.address.count();
    const { status, body } = await client.call('POST', '/api/addresses', {
      userId: 'refused',
      chain: 'bitcoin',
      ...wrong,
    });
    expect([status, body.code, body.field]).toEqual([400, code, field]);
    expect(await served.services.database.prisma.address.count()).toBe(before);
  });
});

describe('acceptance 8: many at once', () => {
  it('1,000 for one user over HTTP are unique and without a gap', { timeout: 120_000 }, async () => {
    const rows = await Promise.all(upTo(1000).map(() => make({ userId: 'one', chain: 'sol' })));
    expect(new Set(rows.map(({ address }) => address)).size).toBe(1000);
    expect(rows.map(({ index }) => index).sort((a, b) => a - b)).toEqual(upTo(1000));
    expect(await indexesOf('one')).toEqual(upTo(1000));
  });

  it(
    '1,000 for 100 users, each asked for twice with one requestId, are 10 for each, without a gap',
    { timeout: 120_000 },
    async () => {
      const requests = upTo(1000).map((n) => ({
        userId: `many-${n % 100}`,
        chain: 'sol',
        requestId: `request-${n}`,
      }));
      const answers = await Promise.all([...requests, ...requests].map(make));
      for (const n of upTo(1000)) expect(answers[n + 1000]).toEqual(answers[n]);
      expect(new Set(answers.map(({ address }) => address)).size).toBe(1000);
      for (const user of upTo(100)) expect(await indexesOf(`many-${user}`)).toEqual(upTo(10));
    },
  );

  it(
    '1,000 for 20 users on five chains: those of one family share its indexes, and no two share a key',
    { timeout: 120_000 },
    async () => {
      const chains = ['ethereum', 'injective', 'sol', 'tron', 'bitcoin'];
      const rows = await Promise.all(
        upTo(1000).map((n) => make({ userId: `mixed-${n % 20}`, chain: chains[Math.floor(n / 20) % 5] })),
      );
      expect(new Set(rows.map(({ address }) => address)).size).toBe(1000);
      expect(new Set(rows.map(({ publicKey }) => publicKey)).size).toBe(1000);
      const indexes = new Map<string, number[]>();
      for (const { userId, family, index } of rows)
        indexes.set(`${userId} ${family}`, [...(indexes.get(`${userId} ${family}`) ?? []), index]);
      expect(indexes.size).toBe(80);
      for (const [of, list] of indexes)
        expect(
          list.sort((a, b) => a - b),
          of,
        ).toEqual(upTo(of.endsWith(' evm') ? 20 : 10));
    },
  );

  it(
    'go on where they were after SIGKILL of the signing process, and none is made twice',
    { timeout: 120_000 },
    async () => {
      const { vault } = served.services.keys;
      const requests = upTo(200).map((n) => ({ userId: 'killed', chain: 'sol', requestId: `killed-${n}` }));
      let answered = 0;
      const attempt = async (request: CreateAddress): Promise<string | undefined> => {
        const { status, body } = await client.call('POST', '/api/addresses', request);
        answered += 1;
        if (answered === 50) process.kill(vault.pid!, 'SIGKILL');
        return status === 200 ? undefined : body.code;
      };
      const refusals = (await Promise.all(requests.map(attempt))).filter((code) => code !== undefined);
      expect(refusals.length).toBeGreaterThan(0);
      expect(new Set(refusals)).toEqual(new Set(['VAULT_DOWN']));
      const half = await indexesOf('killed');
      expect(half).toEqual(upTo(half.length));
      expect(half.length).toBeLessThan(200);
      // A vault that a passphrase opened comes back locked, once its process has started again.
      let code: string | undefined = 'VAULT_DOWN';
      while (code === 'VAULT_DOWN') [, code] = await client.refused('POST', '/api/addresses', requests[199]);
      expect(code).toBe('VAULT_LOCKED');
      await unlock();
      const rows = await Promise.all(requests.map(make));
      expect(new Set(rows.map(({ address }) => address)).size).toBe(200);
      expect(await indexesOf('killed')).toEqual(upTo(200));
    },
  );
});

describe('a requestId', () => {
  const request = {
    userId: 'asked',
    chain: 'sol',
    label: 'first',
    requestId: 'invoice-17',
  };

  it('answers its address for ever, also with the vault locked and the label changed', async () => {
    const row = await make(request);
    const changed = await client.done<AddressRow>('PATCH', `/api/addresses/${row.id}`, { label: 'other' });
    await client.done('POST', '/api/keys/lock', {});
    expect(await make(request)).toEqual(changed);
    // By its other name it is the same chain.
    expect(await make({ ...request, chain: 'solana' })).toEqual(changed);
    await unlock();
    expect(await indexesOf('asked')).toEqual([0]);
  });

  it.each([{ userId: 'another' }, { chain: 'eth' }, { scope: 'savings' }, { label: 'second' }])(
    'is refused for another request: %j',
    async (other) => {
      const { status, body } = await client.call('POST', '/api/addresses', { ...request, ...other });
      expect([status, body.code, body.field]).toEqual([409, 'ADDRESS_REQUEST_REUSED', 'requestId']);
    },
  );
});

describe('the list', () => {
  it('is newest first, in pages, and found by scope, user, chain and text', async () => {
    const made: AddressRow[] = [];
    for (const [userId, chain, label] of [
      ['list-a', 'sol', 'Cold store'],
      ['list-a', 'tron', ''],
      ['list-b', 'sol', ''],
    ])
      made.push(await make({ scope: 'listed', userId, chain, label }));
    const ids = (rows: Page<AddressRow>): string[] => rows.items.map(({ id }) => id);
    const newest = made.map(({ id }) => id).reverse();
    const first = await page('scope=listed&limit=2');
    expect(ids(first)).toEqual(newest.slice(0, 2));
    const second = await page(`scope=listed&limit=2&cursor=${first.next}`);
    expect([ids(second), second.next]).toEqual([newest.slice(2), null]);
    expect(ids(await page('userId=list-a'))).toEqual([made[1].id, made[0].id]);
    expect(ids(await page('scope=listed&chain=trx'))).toEqual([made[1].id]);
    expect(ids(await page('search=cold%20STORE'))).toEqual([made[0].id]);
    expect(ids(await page(`search=${made[2].address.slice(3, 20)}`))).toEqual([made[2].id]);
    expect(await client.refused('GET', '/api/addresses?cursor=no')).toEqual([400, 'REQUEST_INVALID']);
    expect(await client.refused('GET', '/api/addresses?chain=nocoin')).toEqual([400, 'DRXA_UNKNOWN_CHAIN']);
    expect(await client.done('GET', `/api/addresses/${made[0].id}`)).toEqual(made[0]);
    for (const id of ['999999999', 'none'])
      expect(await client.refused('GET', `/api/addresses/${id}`)).toEqual([404, 'ADDRESS_NOT_FOUND']);
  });

  it('is labelled, with what it was called before in the audit log', async () => {
    const row = await make({ userId: 'labelled', chain: 'sol', label: 'before' });
    expect(await client.done('PATCH', `/api/addresses/${row.id}`, { label: 'after' })).toEqual({
      ...row,
      label: 'after',
    });
    const { items } = await client.done<Page<AuditRow>>('GET', '/api/audit?action=address.label&limit=1');
    expect(items[0]).toMatchObject({
      target: row.id,
      before: { label: 'before' },
      after: { label: 'after' },
    });
    expect(await client.refused('PATCH', '/api/addresses/none', { label: '' })).toEqual([
      404,
      'ADDRESS_NOT_FOUND',
    ]);
  });
});

describe('a proof', () => {
  it('derives the address anew and says whether it is the one that is kept', async () => {
    const row = await make({ userId: 'proved', chain: 'bitcoin', network: 'testnet', form: 'p2tr' });
    const proof = await client.done<AddressProof>('POST', `/api/addresses/${row.id}/prove`, {});
    expect(proof).toMatchObject({
      address: row,
      derived: { address: row.address, publicKey: row.publicKey },
      matches: true,
      fingerprint: FINGERPRINT,
    });
    // Somebody who can write the database puts another address in its place.
    const swapped = 'tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c';
    await served.services.database.prisma.address.update({
      where: { id: Number(row.id) },
      data: { address: swapped },
    });
    const found = await client.done<AddressProof>('POST', `/api/addresses/${row.id}/prove`, {});
    expect(found).toMatchObject({ address: { address: swapped }, derived: { address: row.address } });
    expect(found.matches).toBe(false);
    const { items } = await client.done<Page<AuditRow>>('GET', '/api/audit?action=address.prove&limit=1');
    expect(items[0]).toMatchObject({ target: row.id, after: { matches: false } });
  });

  it('needs the vault open', async () => {
    const row = await make({ userId: 'proved', chain: 'sol' });
    await client.done('POST', '/api/keys/lock', {});
    expect(await client.refused('POST', `/api/addresses/${row.id}/prove`, {})).toEqual([423, 'VAULT_LOCKED']);
    await unlock();
  });
});

describe('any address', () => {
  it('is read on every chain that takes it, and is ours or not', async () => {
    const row = await make({ userId: 'verified', chain: 'eth' });
    expect(await verify(row.address)).toEqual({
      readings: [
        {
          chain: 'ethereum',
          network: 'mainnet',
          kind: 'account',
          canonical: row.address,
          notes: [],
          ours: row,
        },
      ],
      problem: null,
    });
    const lower = await verify(row.address.toLowerCase());
    expect(lower.readings).toMatchObject([{ notes: ['no-checksum'], ours: { id: row.id } }]);
    const aptos = await make({ userId: 'verified', chain: 'aptos' });
    const both = await verify(aptos.address);
    expect(both.readings.map(({ chain, ours }) => [chain, ours?.id])).toEqual([
      ['aptos', aptos.id],
      ['sui', undefined],
    ]);
    const foreign = await verify('TQLCsShbQNXMTVCjprY64qZmEA4rBarpQp');
    expect(foreign.readings).toMatchObject([{ chain: 'tron', ours: null }]);
  });

  it('of TON is ours in its bounceable and in its raw form too', async () => {
    const row = await make({ userId: 'verified', chain: 'ton' });
    const bytes = Buffer.from(row.address, 'base64url');
    const raw = `0:${bytes.subarray(2, 34).toString('hex')}`;
    expect((await verify(raw)).readings).toMatchObject([{ kind: 'raw', ours: { id: row.id } }]);
    const bounceable = ton.address(Buffer.from(row.publicKey, 'hex'), { bounceable: true });
    const { readings } = await verify(bounceable);
    expect(readings).toMatchObject([{ kind: 'bounceable', canonical: bounceable, ours: { id: row.id } }]);
  });

  it('may carry a tag, which is said', async () => {
    const tagged = 'XVLhHMPHU98es4dbozjVtdWzVrDjtV18pX8yuPT7y4xaEHi';
    const { canonical } = xrp.parse(tagged);
    expect((await verify(tagged)).readings).toMatchObject([
      { chain: 'xrp', canonical, tag: expect.any(String) as string },
    ]);
  });

  it('that is none is named with the test it fails', async () => {
    const row = await make({ userId: 'verified', chain: 'bitcoin' });
    const last = row.address.endsWith('q') ? 'p' : 'q';
    const changed = row.address.slice(0, -1) + last;
    expect(await verify(changed)).toMatchObject({ readings: [], problem: { code: 'DRXA_ADDRESS_CHECKSUM' } });
    expect(await verify(changed, { chain: 'btc' })).toMatchObject({
      readings: [],
      problem: { code: 'DRXA_ADDRESS_CHECKSUM' },
    });
    expect(await verify(row.address, { chain: 'btc', network: 'testnet' })).toMatchObject({
      problem: { code: 'DRXA_ADDRESS_NETWORK' },
    });
    expect(await verify('no address at all')).toEqual({
      readings: [],
      problem: { code: 'DRXA_ADDRESS_FORMAT', message: 'address: not of any chain that is known here' },
    });
    expect(await client.refused('POST', '/api/addresses/verify', { text: 'x', chain: 'nocoin' })).toEqual([
      400,
      'DRXA_UNKNOWN_CHAIN',
    ]);
    expect(await client.refused('POST', '/api/addresses/verify', { text: 'x', network: 'mainnet' })).toEqual([
      400,
      'DRXA_FIELD_INVALID',
    ]);
  });
});
