import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from '../../access/testing/test-browser.ts';
import type { TestBrowser } from '../../access/testing/test-browser.ts';
import { homeOf } from '../../home.ts';
import type { Home } from '../../home.ts';
import { KeysClient } from '../../keys/testing/keys-client.ts';
import type { Sealed } from '../../vault/sealed-box.ts';
import type { Page } from '../ports.ts';
import type {
  KeysChallenge,
  KeysExportFile,
  KeysInitialised,
  KeysStatus,
  VaultAudit,
  VaultRecord,
  WordsShown,
} from '../schemas/keys.ts';
import type { AuditRow } from '../schemas/manage.ts';
import { PASSWORD, serveInstance } from '../testing/serve-instance.ts';
import type { ServedInstance } from '../testing/serve-instance.ts';

const PASSPHRASE = 'correct horse battery staple';
const BINANCE = { apiKey: 'planted-api-key', secret: 'planted-exchange-secret' };

interface Opened {
  readonly served: ServedInstance;
  readonly client: KeysClient;
  readonly home: Home;
}

async function open(): Promise<Opened> {
  const served = await serveInstance();
  const client = new KeysClient(served.origin, await served.cli());
  return { served, client, home: homeOf(served.folder) };
}

let opened: Opened;
let client: KeysClient;
let home: Home;

/** A fresh instance for each test, so that none builds on another. */
function freshInstances(): void {
  beforeEach(async () => {
    opened = await open();
    ({ client, home } = opened);
  });
  afterEach(() => opened.served.close());
}

const status = (): Promise<KeysStatus> => client.done<KeysStatus>('GET', '/api/keys');
/** The last hundred acts of a family, oldest first. */
const actions = async (family = 'keys'): Promise<[string, string, string][]> => {
  const { items } = await client.done<Page<AuditRow>>('GET', `/api/audit?action=${family}`);
  return items
    .map(({ action, target, outcome }): [string, string, string] => [action, target, outcome])
    .reverse();
};
async function elevate(): Promise<KeysStatus> {
  return client.done('POST', '/api/keys/elevate', { typed: await client.typed(PASSPHRASE) });
}

describe('an instance without a vault', () => {
  freshInstances();

  it('says so, starts no process for what needs one, and makes no file', async () => {
    expect(await status()).toEqual({ process: 'off', lastError: null, vault: null });
    for (const path of ['records', 'audit?limit=5', 'limits?scope=wallet&purpose=sweep'])
      expect(await client.refused('GET', `/api/keys/${path}`)).toEqual([409, 'VAULT_ABSENT']);
    expect(await client.refused('POST', '/api/keys/lock', {})).toEqual([409, 'VAULT_ABSENT']);
    expect(await client.refused('POST', '/api/addresses', { userId: 'ada', chain: 'sol' })).toEqual([
      409,
      'VAULT_ABSENT',
    ]);
    expect((await status()).process).toBe('off');
    expect(existsSync(home.vault)).toBe(false);
  });

  it('starts the signing process for a challenge, which is another one each time', async () => {
    const headers = { 'idempotency-key': 'the-same-key-twice' };
    const once = await client.call<KeysChallenge>('POST', '/api/keys/challenge', {}, headers);
    const again = await client.call<KeysChallenge>('POST', '/api/keys/challenge', {}, headers);
    expect([once.status, again.status]).toEqual([200, 200]);
    expect(again.body.replyTo.challenge).not.toBe(once.body.replyTo.challenge);
    expect(again.body.vaultId).toBe(once.body.vaultId);
    expect(await opened.served.services.database.prisma.command.count()).toBe(0);
    expect(await status()).toMatchObject({ process: 'ready', vault: { state: 'absent', ceremony: false } });
  });
});

describe('making a vault', () => {
  freshInstances();

  it('shows the words sealed, keeps nothing until three of them are said, and names wrong ones', async () => {
    const typed = await client.typed(PASSPHRASE);
    const { replyTo, read } = await client.reader();
    const init = { source: 'passphrase', seed: 'words', typed, replyTo };
    const { shown, status: during } = await client.done<KeysInitialised>('POST', '/api/keys/init', init);
    expect(during).toMatchObject({ process: 'ready', vault: { state: 'absent', ceremony: true } });
    expect(existsSync(join(home.vault, 'vault.db'))).toBe(false);
    const words = read(shown!.words).split(' ');
    expect(words).toHaveLength(24);
    const asked = shown!.ask.map((place) => words[place - 1]);
    const wrong = [...asked.slice(0, 2), 'zebra zebra'];
    expect(
      await client.refused('POST', '/api/keys/words/confirm', { typed: await client.typed(...wrong) }),
    ).toEqual([400, 'VAULT_WORDS']);
    const confirmed = await client.done('POST', '/api/keys/words/confirm', {
      typed: await client.typed(...asked),
    });
    expect(confirmed).toMatchObject({ vault: { state: 'unlocked', backedUp: true, ceremony: false } });
    expect(existsSync(join(home.vault, 'vault.db'))).toBe(true);
    expect(await actions()).toEqual([
      ['keys.init', 'vault', 'done'],
      ['keys.words.confirm', 'vault', 'refused'],
      ['keys.words.confirm', 'vault', 'done'],
    ]);
  });

  it('forgets words that are not wanted, and can begin again', async () => {
    const { replyTo } = await client.reader();
    await client.done('POST', '/api/keys/init', { source: 'file', seed: 'words', replyTo });
    const cancelled = await client.done<KeysStatus>('POST', '/api/keys/words/cancel', {});
    expect(cancelled.vault).toMatchObject({ state: 'absent', ceremony: false });
    const { status: made } = await client.done<KeysInitialised>('POST', '/api/keys/init', {
      source: 'file',
      seed: 'random',
    });
    expect(made.vault).toMatchObject({ state: 'unlocked', backedUp: false, unattended: true });
    expect(await client.refused('POST', '/api/keys/init', { source: 'file', seed: 'random' })).toEqual([
      409,
      'VAULT_EXISTS',
    ]);
  });

  it('refuses what is not of the contract: a descriptor, unknown fields, a source that is not there', async () => {
    const init = { source: 'passphrase', seed: 'random' };
    const typed = { descriptor: true };
    expect(await client.refused('POST', '/api/keys/init', { ...init, typed })).toEqual([
      400,
      'REQUEST_INVALID',
    ]);
    expect(await client.refused('POST', '/api/keys/init', { ...init, passphrase: 'x' })).toEqual([
      400,
      'REQUEST_INVALID',
    ]);
    expect(await client.refused('POST', '/api/keys/init', { source: 'dstack', seed: 'random' })).toEqual([
      400,
      'VAULT_UNSUPPORTED',
    ]);
    const { status: refused, body } = await client.call('POST', '/api/keys/init', {
      source: 'credential',
      seed: 'random',
    });
    expect([refused, body.code]).toEqual([409, 'VAULT_SOURCE']);
    expect(body.message).toContain('LoadCredentialEncrypted');
  });
});

describe('a vault that a passphrase opens', () => {
  freshInstances();
  beforeEach(() => client.makeVault(PASSPHRASE));

  it('is locked and unlocked, and a wrong passphrase is refused, recorded and in the end has to wait', async () => {
    expect(await client.done('POST', '/api/keys/lock', {})).toMatchObject({
      process: 'ready',
      vault: { state: 'locked' },
    });
    expect(await client.refused('POST', '/api/addresses', { userId: 'ada', chain: 'sol' })).toEqual([
      423,
      'VAULT_LOCKED',
    ]);
    for (let n = 0; n < 3; n += 1)
      expect(
        await client.refused('POST', '/api/keys/unlock', { typed: await client.typed('not this one') }),
      ).toEqual([403, 'VAULT_PASSPHRASE']);
    const early = await client.call('POST', '/api/keys/unlock', { typed: await client.typed(PASSPHRASE) });
    expect([early.status, early.body.code]).toEqual([429, 'VAULT_RATE']);
    expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await status()).vault?.retryAfterSec).toBeGreaterThanOrEqual(0);
    let unlocked = early;
    // The wait is one second.
    while (unlocked.status === 429)
      unlocked = await client.call('POST', '/api/keys/unlock', { typed: await client.typed(PASSPHRASE) });
    expect(unlocked.body).toMatchObject({ vault: { state: 'unlocked' } });
    expect(await actions('keys.lock')).toEqual([['keys.lock', 'vault', 'done']]);
    const recorded = await actions('keys.unlock');
    expect(recorded.at(-1)).toEqual(['keys.unlock', 'vault', 'done']);
    expect(recorded.length).toBeGreaterThanOrEqual(5);
    expect(new Set(recorded.slice(0, -1).map(([, , outcome]) => outcome))).toEqual(new Set(['refused']));
  });

  it('keeps secrets by id and label, gives them back only elevated and sealed, and removes them', async () => {
    const typed = await client.typed(JSON.stringify(BINANCE));
    const put = { kind: 'exchange', id: 'exchange:binance', label: 'Binance', typed };
    const record = await client.done<VaultRecord>('POST', '/api/keys/secrets', put);
    expect(record).toMatchObject({ kind: 'exchange', id: 'exchange:binance', label: 'Binance' });
    const { records } = await client.done<{ records: VaultRecord[] }>('GET', '/api/keys/records');
    expect(records.map(({ id }) => id).sort()).toEqual(['exchange:binance', 'root']);
    const { replyTo, read } = await client.reader();
    const reveal = { id: 'exchange:binance', replyTo };
    expect(await client.refused('POST', '/api/keys/reveal', reveal)).toEqual([403, 'VAULT_ELEVATION']);
    expect((await elevate()).vault?.elevatedForSec).toBeGreaterThan(590);
    const { sealed } = await client.done<{ sealed: Sealed }>('POST', '/api/keys/reveal', reveal);
    expect(JSON.parse(read(sealed))).toEqual(BINANCE);
    await client.done('DELETE', '/api/keys/secrets/exchange:binance');
    expect(await client.refused('DELETE', '/api/keys/secrets/exchange:binance')).toEqual([
      404,
      'VAULT_NOT_FOUND',
    ]);
    expect(await actions()).toEqual([
      ['keys.init', 'vault', 'done'],
      ['keys.secret.put', 'exchange:binance', 'done'],
      ['keys.reveal', 'exchange:binance', 'refused'],
      ['keys.elevate', 'vault', 'done'],
      ['keys.reveal', 'exchange:binance', 'done'],
      ['keys.secret.remove', 'exchange:binance', 'done'],
      ['keys.secret.remove', 'exchange:binance', 'refused'],
    ]);
  });

  it('shows its words again and exports a scope, both sealed to who asks', async () => {
    await elevate();
    const shown = await client.reader();
    const { words, ask } = await client.done<WordsShown>('POST', '/api/keys/words/show', {
      replyTo: shown.replyTo,
    });
    const all = shown.read(words).split(' ');
    const typed = await client.typed(...ask.map((place) => all[place - 1]));
    expect((await status()).vault).toMatchObject({ backedUp: false, ceremony: true });
    expect(await client.done('POST', '/api/keys/words/confirm', { typed })).toMatchObject({
      vault: { backedUp: true, ceremony: false },
    });
    const scope = await client.reader();
    const { sealed } = await client.done<{ sealed: Sealed }>('POST', '/api/keys/export-scope', {
      scope: 'wallet',
      replyTo: scope.replyTo,
    });
    expect(scope.read(sealed)).toMatch(/^drxascope1[a-z0-9]+$/);
    expect(
      await client.refused('POST', '/api/keys/export-scope', { scope: 'No', replyTo: scope.replyTo }),
    ).toEqual([400, 'REQUEST_INVALID']);
  });

  it('changes its passphrase, its slots and its keys, and what was locked with the old ones is not', async () => {
    await elevate();
    const { slot } = await client.done<{ slot: number }>('POST', '/api/keys/slots', { source: 'file' });
    expect((await status()).vault?.slots).toEqual([
      { id: 1, source: 'passphrase' },
      { id: slot, source: 'file' },
    ]);
    await client.done('DELETE', `/api/keys/slots/${slot}`);
    expect((await status()).vault?.slots).toEqual([{ id: 1, source: 'passphrase' }]);
    const next = 'another passphrase altogether';
    await client.done('POST', '/api/keys/passphrase', { typed: await client.typed(PASSPHRASE, next) });
    const before = (await status()).vault;
    const kek = await client.done<KeysStatus>('POST', '/api/keys/rotate', {
      what: 'kek',
      typed: await client.typed(next),
    });
    expect(kek.vault?.kid).not.toBe(before?.kid);
    expect(kek.vault?.fingerprint).toBe(before?.fingerprint);
    const dek = await client.done<KeysStatus>('POST', '/api/keys/rotate', { what: 'dek' });
    expect(dek.vault?.rev).toBeGreaterThan(kek.vault?.rev ?? 0);
    await client.done('POST', '/api/keys/lock', {});
    expect(
      await client.refused('POST', '/api/keys/unlock', { typed: await client.typed(PASSPHRASE) }),
    ).toEqual([403, 'VAULT_PASSPHRASE']);
    await client.done('POST', '/api/keys/unlock', { typed: await client.typed(next) });
    expect((await actions()).slice(1).map(([action, target]) => `${action} ${target}`)).toEqual([
      'keys.elevate vault',
      'keys.slot.add vault',
      `keys.slot.remove ${slot}`,
      'keys.passphrase vault',
      'keys.rotate.kek vault',
      'keys.rotate.dek vault',
      'keys.lock vault',
      'keys.unlock vault',
      'keys.unlock vault',
    ]);
  });

  it('keeps limits, looser ones only elevated, with what they were in the audit log', async () => {
    const at = { scope: 'wallet', purpose: 'withdrawal' };
    const limits = { perDay: { 'bitcoin:mainnet': '100000' }, perMinute: 5 };
    expect(await client.refused('PUT', '/api/keys/limits', { ...at, limits })).toEqual([
      403,
      'VAULT_ELEVATION',
    ]);
    await elevate();
    await client.done('PUT', '/api/keys/limits', { ...at, limits });
    const query = '/api/keys/limits?scope=wallet&purpose=withdrawal';
    expect(await client.done('GET', query)).toEqual({ limits });
    await client.done('PUT', '/api/keys/limits', { ...at, limits: { ...limits, perMinute: 1 } });
    const { items } = await client.done<Page<AuditRow>>('GET', '/api/audit?action=keys.limits');
    expect(items[0]).toMatchObject({
      target: 'wallet withdrawal',
      before: limits,
      after: { ...limits, perMinute: 1 },
    });
    const { rows } = await client.done<VaultAudit>('GET', '/api/keys/audit?limit=200');
    expect(rows.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['created', 'elevated', 'limits set']),
    );
    const later = await client.done<VaultAudit>('GET', `/api/keys/audit?after=${rows[0].seq}`);
    expect(later.rows).toEqual(rows.slice(1));
  });

  it('leaves no secret in the audit log, the log, the database or an answer', async () => {
    const typed = await client.typed(JSON.stringify(BINANCE));
    await client.done('POST', '/api/keys/secrets', {
      kind: 'exchange',
      id: 'exchange:binance',
      label: 'Binance',
      typed,
    });
    const { services } = opened.served;
    const found = [
      JSON.stringify(services.log.page({ limit: 1000 })),
      JSON.stringify(await services.audit.page({ limit: 1000 })),
      readFileSync(home.database).toString('latin1'),
      readFileSync(join(home.vault, 'vault.db')).toString('latin1'),
    ];
    for (const text of found) {
      expect(text.length).toBeGreaterThan(100);
      for (const secret of [PASSPHRASE, BINANCE.secret, BINANCE.apiKey]) expect(text).not.toContain(secret);
    }
  });
});

describe('copies of a vault', () => {
  let from: Opened;
  let copy: Buffer;
  let fingerprint: string | undefined;
  const COPY_PASSPHRASE = 'a passphrase for the copy';

  beforeAll(async () => {
    from = await open();
    await from.client.makeVault(PASSPHRASE);
    const { vault } = await from.client.done<KeysStatus>('POST', '/api/keys/elevate', {
      typed: await from.client.typed(PASSPHRASE),
    });
    ({ fingerprint } = vault!);
    const { file } = await from.client.done<{ file: string }>('POST', '/api/keys/exports', {
      typed: await from.client.typed(COPY_PASSPHRASE),
    });
    copy = readFileSync(join(from.home.vault, 'exports', file));
  });
  afterAll(() => from.served.close());
  freshInstances();

  const imported = async (content: Buffer, passphrase = COPY_PASSPHRASE): Promise<unknown> => ({
    content: content.toString('base64'),
    source: 'passphrase',
    typed: await client.typed(passphrase, PASSPHRASE),
  });

  it('are listed newest first and downloaded as they are, and no other file is', async () => {
    const { items } = await from.client.done<{ items: KeysExportFile[] }>('GET', '/api/keys/exports');
    expect(items).toEqual([
      {
        file: expect.stringMatching(/^[0-9a-f]{16}-\d+\.mrmvault$/) as string,
        at: items[0].at,
        bytes: copy.length,
      },
    ]);
    const answer = await fetch(`${from.served.origin}/api/keys/exports/${items[0].file}`, {
      headers: { authorization: await from.served.cli() },
    });
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${items[0].file}"`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(copy)).toBe(true);
    for (const name of ['..%2fvault.db', '%2e%2e%2fvault.key', 'vault.db'])
      expect(await from.client.refused('GET', `/api/keys/exports/${name}`)).toEqual([400, 'REQUEST_INVALID']);
    expect(await from.client.refused('GET', '/api/keys/exports/00ff-1.mrmvault')).toEqual([404, 'NOT_FOUND']);
    const { items: rows } = await from.client.done<Page<AuditRow>>('GET', '/api/audit?action=keys.export');
    expect(rows.map(({ action, target }) => [action, target])).toEqual([
      ['keys.export.download', items[0].file],
      ['keys.export', items[0].file],
    ]);
  });

  it('make the same vault in an empty instance, and only there', async () => {
    const made = await client.done<KeysStatus>('POST', '/api/keys/import', await imported(copy));
    expect(made).toMatchObject({ process: 'ready', vault: { state: 'unlocked', fingerprint } });
    expect(readdirSync(join(home.vault, 'imports'))).toEqual([]);
    expect(await client.refused('POST', '/api/keys/import', await imported(copy))).toEqual([
      409,
      'VAULT_EXISTS',
    ]);
  });

  it('are refused where the passphrase or the file is wrong, and nothing is left of them', async () => {
    expect(await client.refused('POST', '/api/keys/import', await imported(copy, 'not this one'))).toEqual([
      403,
      'VAULT_PASSPHRASE',
    ]);
    const cut = copy.subarray(0, copy.length - 4096);
    for (const wrong of [cut, Buffer.from('no vault at all'), Buffer.alloc(8192, 0xff)]) {
      const answer = await client.call('POST', '/api/keys/import', await imported(wrong));
      expect([answer.status, answer.body.code]).toEqual([400, 'VAULT_INPUT']);
      expect(answer.body.message).toContain('this copy cannot be read');
    }
    expect(readdirSync(join(home.vault, 'imports'))).toEqual([]);
    expect((await status()).vault?.state).toBe('absent');
  });

  it('may be larger than other bodies, up to 4 MiB', async () => {
    const large = Buffer.concat([copy, Buffer.alloc(400 * 1024)]);
    expect((await client.call('POST', '/api/keys/import', await imported(large))).status).not.toBe(413);
    const tooLarge = Buffer.alloc(4 * 1024 * 1024);
    expect(await client.refused('POST', '/api/keys/import', await imported(tooLarge))).toEqual([
      413,
      'BODY_TOO_LARGE',
    ]);
  });
});

describe('who may', () => {
  let served: ServedInstance;
  let viewer: TestBrowser;
  let operator: TestBrowser;
  let owner: TestBrowser;
  let readKey: string;

  beforeAll(async () => {
    served = await serveInstance();
    owner = await served.owner();
    viewer = await served.signedIn('viewer');
    operator = await served.signedIn('operator');
    const key = { name: 'reader', scopes: ['read', 'trade'], days: 1 };
    const made = await owner.sendConfirmed({ method: 'POST', path: '/api/api-keys', body: key }, PASSWORD);
    readKey = (made.json as { key: string }).key;
  });
  afterAll(() => served.close());

  const OPERATOR = [
    ['GET', '/api/keys'],
    ['POST', '/api/keys/challenge'],
    ['POST', '/api/keys/unlock'],
    ['POST', '/api/keys/lock'],
    ['GET', '/api/keys/records'],
    ['GET', '/api/keys/limits?scope=a&purpose=b'],
    ['GET', '/api/keys/audit'],
    ['POST', '/api/addresses'],
    ['PATCH', '/api/addresses/1'],
    ['POST', '/api/addresses/1/prove'],
  ];
  const OWNER = [
    ['POST', '/api/keys/words/confirm'],
    ['POST', '/api/keys/words/cancel'],
    ['POST', '/api/keys/elevate'],
    ['GET', '/api/keys/exports'],
    ['GET', '/api/keys/exports/00ff-1.mrmvault'],
  ];
  const VIEWER = [
    ['GET', '/api/chains'],
    ['GET', '/api/addresses'],
    ['GET', '/api/addresses/1'],
    ['POST', '/api/addresses/verify'],
  ];
  const CONFIRMED: [string, string, unknown][] = [
    ['POST', '/api/keys/init', { source: 'file', seed: 'random' }],
    ['POST', '/api/keys/words/show', { replyTo: replyTo() }],
    ['POST', '/api/keys/secrets', { kind: 'other', id: 'a', label: 'a', typed: typed() }],
    ['DELETE', '/api/keys/secrets/a', undefined],
    ['POST', '/api/keys/reveal', { id: 'a', replyTo: replyTo() }],
    ['POST', '/api/keys/export-scope', { scope: 'a', replyTo: replyTo() }],
    ['POST', '/api/keys/exports', { typed: typed() }],
    ['POST', '/api/keys/import', { content: 'AAAA', source: 'file', typed: typed() }],
    ['POST', '/api/keys/passphrase', { typed: typed() }],
    ['POST', '/api/keys/slots', { source: 'file' }],
    ['DELETE', '/api/keys/slots/1', undefined],
    ['POST', '/api/keys/rotate', { what: 'dek' }],
    ['PUT', '/api/keys/limits', { scope: 'a', purpose: 'b', limits: { perDay: {}, perMinute: 1 } }],
  ];
  function replyTo(): { challenge: string; publicKey: string } {
    return { challenge: '0'.repeat(32), publicKey: '0'.repeat(64) };
  }
  function typed(): unknown {
    return { sealed: { ...replyTo(), box: '' } };
  }

  it('is said here of each route of the document; a stranger and a foreign page get nowhere', async () => {
    const { paths } = (await owner.get('/api/openapi.json')).json as { paths: Record<string, object> };
    const documented = Object.entries(paths)
      .filter(([path]) => /^\/api\/(keys|addresses|chains)\b/.test(path))
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => [method.toUpperCase(), path]));
    const listed = [...VIEWER, ...OPERATOR, ...OWNER, ...CONFIRMED].map(([method, path]) => [method, path]);
    const shape = ([method, path]: string[]): string =>
      `${method} ${path.replace(/\?.*/, '').replace(/\/(secrets|slots|exports|addresses)\/(?!verify)[^/]+/, '/$1/{}')}`;
    expect(new Set(listed.map(shape))).toEqual(new Set(documented.map(shape)));
    expect(documented.length).toBeGreaterThanOrEqual(31);
    for (const [method, path] of listed) {
      expect((await served.browser().send(method, path)).status, `${method} ${path}`).toBe(401);
      if (method === 'GET') continue;
      const foreign = await owner.send(method, path, {}, { origin: 'https://evil.example' });
      expect(codeOf(foreign), `${method} ${path}`).toBe('ORIGIN_REFUSED');
    }
    for (const [method, path] of VIEWER)
      expect(codeOf(await viewer.send(method, path)), `${method} ${path}`).not.toBe('FORBIDDEN');
  });

  it('operators, and not viewers, see the vault and open and lock it', async () => {
    for (const [method, path] of OPERATOR)
      expect(codeOf(await viewer.send(method, path)), `${method} ${path}`).toBe('FORBIDDEN');
    expect((await operator.get('/api/keys')).status).toBe(200);
    expect(codeOf(await operator.post('/api/keys/lock'))).toBe('VAULT_ABSENT');
  });

  it('the owner alone makes, changes, reveals and copies it', async () => {
    for (const [method, path] of [...OWNER, ...CONFIRMED])
      expect(codeOf(await operator.send(method, path)), `${method} ${path}`).toBe('FORBIDDEN');
    expect((await owner.get('/api/keys/exports')).status).toBe(200);
  });

  it('and confirms what is dangerous, each act by itself', async () => {
    for (const [method, path, body] of CONFIRMED)
      expect(codeOf(await owner.send(method, path, body)), `${method} ${path}`).toBe('STEP_UP_REQUIRED');
    const body = { source: 'file', seed: 'random' };
    const made = await owner.sendConfirmed({ method: 'POST', path: '/api/keys/init', body }, PASSWORD);
    expect(made.json).toMatchObject({ status: { vault: { state: 'unlocked' } } });
    expect(codeOf(await owner.send('POST', '/api/keys/slots', { source: 'file' }))).toBe('STEP_UP_REQUIRED');
  });

  it('no API key acts on the vault; one that may read sees its state', async () => {
    const send = async (method: string, path: string): Promise<number> =>
      (await fetch(served.origin + path, { method, headers: { authorization: `Bearer ${readKey}` } })).status;
    expect(await send('GET', '/api/keys')).toBe(200);
    expect(await send('GET', '/api/addresses')).toBe(200);
    for (const [method, path] of [...OPERATOR.filter(([method]) => method !== 'GET'), ...OWNER, ...CONFIRMED])
      expect(await send(method, path), `${method} ${path}`).toBe(403);
  });
});
