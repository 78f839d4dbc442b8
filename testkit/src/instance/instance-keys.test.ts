import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@mrmarket/instance/api/ports';
import type { AddressRow, CreateAddress } from '@mrmarket/instance/api/schemas/addresses';
import type { KeysStatus } from '@mrmarket/instance/api/schemas/keys';
import type { Alert, Health } from '@mrmarket/instance/api/schemas/manage';
import { KeysClient } from '@mrmarket/instance/keys/testing/keys-client';
import { LiveReader } from '@mrmarket/instance/live/testing/live-reader';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BUSY_LIMITS, BUSY_QUOTES } from '../busy-quotes.ts';
import { startExchange } from '../start-exchange.ts';
import { childrenOf } from './children-of.ts';
import { startInstance } from './start-instance.ts';
import type { RunningInstance } from './start-instance.ts';

const PASSPHRASE = 'correct horse battery staple';
/** A busy machine takes its time to start a process. */
const PATIENCE = { timeout: 60_000, interval: 50 };

interface Started {
  readonly instance: RunningInstance;
  readonly client: KeysClient;
  /** The state once it is such, as the channel `keys` tells it. */
  readonly until: (fits: (status: KeysStatus) => boolean) => Promise<KeysStatus>;
}

function tempHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'mrm-keys-life-'));
  onTestFinished(() => {
    rmSync(home, { recursive: true });
  });
  return home;
}

async function start(home: string): Promise<Started> {
  const instance = startInstance({ home });
  onTestFinished(async () => {
    instance.kill('SIGKILL');
    await instance.ended;
  });
  const { address, token } = await instance.said('listening');
  const authorization = `Bearer ${token}`;
  const until: Started['until'] = async (fits) => {
    const reader = await LiveReader.open(address, { authorization });
    try {
      reader.sub('keys');
      for (;;) {
        const { data } = await reader.nextData();
        if (fits(data as KeysStatus)) return data as KeysStatus;
      }
    } finally {
      reader.socket.terminate();
    }
  };
  return { instance, client: new KeysClient(address, authorization), until };
}

const isLocked = ({ vault }: KeysStatus): boolean => vault?.state === 'locked';
const isOpen = ({ vault }: KeysStatus): boolean => vault?.state === 'unlocked';
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

/** Asks for all at once, and again for those that were not answered; `onAnswer` is told how many were. */
async function askForAll(
  client: KeysClient,
  requests: readonly CreateAddress[],
  onAnswer: (count: number) => void = () => undefined,
): Promise<{ readonly rows: Map<string, AddressRow>; readonly refusals: Set<string | undefined> }> {
  const rows = new Map<string, AddressRow>();
  const refusals = new Set<string | undefined>();
  await Promise.all(
    requests.map(async (request) => {
      const answer = await client.call<AddressRow>('POST', '/api/addresses', request).catch(() => undefined);
      if (answer?.status === 200) {
        rows.set(request.requestId!, answer.body);
        onAnswer(rows.size);
      } else refusals.add(answer?.body.code);
    }),
  );
  return { rows, refusals };
}

async function kept(client: KeysClient): Promise<AddressRow[]> {
  return (await client.done<Page<AddressRow>>('GET', '/api/addresses?limit=1000')).items;
}

/** Of each user and family 0, 1, 2 … and no address twice. */
function expectWhole(rows: readonly AddressRow[]): void {
  expect(new Set(rows.map(({ address }) => address)).size).toBe(rows.length);
  const indexes = new Map<string, number[]>();
  for (const { userId, family, index } of rows)
    indexes.set(`${userId} ${family}`, [...(indexes.get(`${userId} ${family}`) ?? []), index]);
  for (const [of, list] of indexes)
    expect(
      list.sort((a, b) => a - b),
      of,
    ).toEqual(upTo(list.length));
}

/** 200 for ten users and two families, each with an id of its own. */
const REQUESTS = upTo(200).map((n): CreateAddress & { requestId: string } => ({
  userId: `user-${n % 10}`,
  chain: n % 20 < 10 ? 'ethereum' : 'solana',
  requestId: `request-${n}`,
}));

/** Asks for all anew: those that were answered get the same row, and there is one for each and no more. */
async function expectSameAgain(client: KeysClient, answered: ReadonlyMap<string, AddressRow>): Promise<void> {
  const { rows, refusals } = await askForAll(client, REQUESTS);
  expect(refusals).toEqual(new Set());
  for (const [id, row] of answered) expect(rows.get(id)).toEqual(row);
  const all = await kept(client);
  expect(all).toHaveLength(REQUESTS.length);
  expectWhole(all);
}

describe('the keys of an instance', () => {
  it(
    'come back locked from a restart, which health, the live channel and an alert tell, and their addresses stay',
    { timeout: 240_000 },
    async () => {
      const home = tempHome();
      const first = await start(home);
      expect(await first.until(({ process }) => process === 'off')).toMatchObject({ vault: null });
      await first.client.makeVault(PASSPHRASE);
      await first.until(isOpen);
      const request = { userId: 'ada', chain: 'ethereum', requestId: 'before-the-restart' };
      const row = await first.client.done<AddressRow>('POST', '/api/addresses', request);
      first.instance.kill('SIGTERM');
      expect(await first.instance.ended).toBe(0);

      const { client, until } = await start(home);
      await until(isLocked);
      const { items } = await client.done<Health>('GET', '/api/health');
      expect(items.find(({ name }) => name === 'keys')).toMatchObject({
        state: 'warn',
        detail: expect.stringMatching(/^locked/) as string,
      });
      const alert = await vi.waitFor(async () => {
        const alerts = await client.done<{ items: Alert[] }>('GET', '/api/alerts');
        const found = alerts.items.find(({ kind }) => kind === 'keys-locked');
        expect(found?.state).toMatch(/^(pending|firing)$/);
        return found;
      }, PATIENCE);
      expect(alert).toMatchObject({
        subject: 'instance',
        detail: expect.stringContaining('locked') as string,
      });
      expect(await client.done('POST', '/api/addresses', request)).toEqual(row);
      const next = { userId: 'ada', chain: 'ethereum', requestId: 'after-the-restart' };
      expect(await client.refused('POST', '/api/addresses', next)).toEqual([423, 'VAULT_LOCKED']);
      await client.done('POST', '/api/keys/unlock', { typed: await client.typed(PASSPHRASE) });
      await until(isOpen);
      expect(await client.done('POST', '/api/addresses', next)).toMatchObject({
        index: 1,
        fingerprint: row.fingerprint,
      });
    },
  );

  it(
    'go on after SIGKILL of the signing process amid allocations: no gap, none twice, the same row for the same id',
    { timeout: 240_000 },
    async () => {
      const { instance, client, until } = await start(tempHome());
      await client.done('POST', '/api/keys/init', { source: 'file', seed: 'random' });
      const [signer, ...others] = childrenOf(instance.pid);
      expect(others).toEqual([]);
      const { rows, refusals } = await askForAll(client, REQUESTS, (count) => {
        if (count === 40) process.kill(signer, 'SIGKILL');
      });
      expect(refusals).toEqual(new Set(['VAULT_DOWN']));
      expectWhole(await kept(client));
      await until(isOpen);
      expect(childrenOf(instance.pid)).not.toContain(signer);
      await expectSameAgain(client, rows);
    },
  );

  it(
    'go on after SIGKILL of the whole instance amid allocations, and its signing process ends with it',
    { timeout: 240_000 },
    async () => {
      const home = tempHome();
      const first = await start(home);
      await first.client.done('POST', '/api/keys/init', { source: 'file', seed: 'random' });
      const [signer] = childrenOf(first.instance.pid);
      const { rows } = await askForAll(first.client, REQUESTS, (count) => {
        if (count === 40) first.instance.kill('SIGKILL');
      });
      expect(await first.instance.ended).toBe('SIGKILL');
      expect(rows.size).toBeLessThan(REQUESTS.length);
      await vi.waitFor(() => {
        expect(() => process.kill(signer, 0)).toThrow('ESRCH');
      }, PATIENCE);

      const { client, until } = await start(home);
      await until(isOpen);
      expectWhole(await kept(client));
      await expectSameAgain(client, rows);
    },
  );

  it('trade real money only where no key file opens the vault', { timeout: 240_000 }, async () => {
    const exchange = await startExchange({ seed: 'live', product: 'spot' });
    onTestFinished(() => exchange.stop());
    const { client } = await start(tempHome());
    const bot = {
      name: 'live',
      strategy: 'pmm',
      market: { kind: 'venue', venue: 'testkit', settings: { socket: exchange.socket, account: 'one' } },
      parameters: BUSY_QUOTES,
      limits: BUSY_LIMITS,
    };
    await client.done('POST', '/api/keys/init', { source: 'file', seed: 'random' });
    expect(await client.refused('POST', '/api/bots', bot)).toEqual([409, 'KEYS_NOT_FOR_LIVE']);
    await client.done('POST', '/api/keys/elevate', {});
    await client.done('POST', '/api/keys/slots', {
      source: 'passphrase',
      typed: await client.typed(PASSPHRASE),
    });
    expect(await client.refused('POST', '/api/bots', bot)).toEqual([409, 'KEYS_NOT_FOR_LIVE']);
    await client.done('DELETE', '/api/keys/slots/1');
    const { id } = await client.done<{ id: string }>('POST', '/api/bots', bot);
    // Back on paper's slot, the bot that was made meanwhile does not start.
    await client.done('POST', '/api/keys/slots', { source: 'file' });
    expect(await client.refused('POST', `/api/bots/${id}/start`, {})).toEqual([409, 'KEYS_NOT_FOR_LIVE']);
  });
});
