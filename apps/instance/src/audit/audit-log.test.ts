import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SYSTEM } from '../access/actor.ts';
import type { Actor } from '../access/actor.ts';
import { openDatabase } from '../database/open-database.ts';
import type { Database } from '../database/open-database.ts';
import { AuditLog } from './audit-log.ts';

const ann: Actor = { kind: 'user', id: 'u1', name: 'ann', role: 'owner', ip: '192.0.2.7' };

let folder: string;
let database: Database;
let audit: AuditLog;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mrm-audit-'));
  database = await openDatabase(join(folder, 'instance.db'));
  audit = new AuditLog({ prisma: database.prisma, clock: { now: () => 1_000 } });
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the audit log (D16)', () => {
  it('keeps who did what to what, with before, after and where it came from', async () => {
    const change = { before: { role: 'viewer' }, after: { role: 'operator' } };
    await audit.record({ actor: ann, action: 'user.role', target: 'bob', ...change, requestId: 'r1' });
    const row = { at: '1970-01-01T00:00:01.000Z', actor: 'ann', actorKind: 'user', action: 'user.role' };
    expect((await audit.page({})).items).toEqual([
      { id: '1', ...row, target: 'bob', ...change, outcome: 'done', ip: '192.0.2.7', requestId: 'r1' },
    ]);
  });

  it('is read newest first in pages that miss nothing and repeat nothing', async () => {
    for (let n = 1; n <= 5; n += 1) await audit.record({ actor: ann, action: 'bot.start', target: `${n}` });
    const first = await audit.page({ limit: 2 });
    await audit.record({ actor: ann, action: 'bot.start', target: '6' });
    const second = await audit.page({ limit: 2, cursor: first.next! });
    const third = await audit.page({ limit: 2, cursor: second.next! });
    const targets = [first, second, third].map(({ items }) => items.map(({ target }) => target));
    expect(targets).toEqual([['5', '4'], ['3', '2'], ['1']]);
    expect(third.next).toBeNull();
  });

  it('is filtered by actor, and by action or its family', async () => {
    await audit.record({ actor: ann, action: 'user.role', target: 'bob' });
    await audit.record({ actor: SYSTEM, action: 'user', target: 'bob' });
    await audit.record({ actor: ann, action: 'userland', target: 'bob' });
    const actions = async (query: object) => (await audit.page(query)).items.map(({ action }) => action);
    expect(await actions({ action: 'user' })).toEqual(['user', 'user.role']);
    expect(await actions({ action: 'user.role' })).toEqual(['user.role']);
    expect(await actions({ actor: 'ann' })).toEqual(['userland', 'user.role']);
  });

  it('refuses a cursor that is not one of its own', async () => {
    await expect(audit.page({ cursor: "1' OR 1=1" })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('keeps no secret: fields by their name, keys by their look, addresses without path and query', async () => {
    await audit.record({
      actor: ann,
      action: 'alert-target.create',
      target: 'hook',
      after: {
        kind: 'webhook',
        url: 'https://user:planted1@hooks.example.org/services/planted2?token=planted3',
        secret: 'planted4',
        nested: [{ apiKey: 'planted5', password: 'planted6', code: 'planted7', name: 'kept' }],
        note: 'uses mrm_0123456789abcdef_planted8',
      },
    });
    const [{ after }] = (await audit.page({})).items;
    expect(after).toMatchObject({
      kind: 'webhook',
      url: 'https://hooks.example.org',
      nested: [{ name: 'kept' }],
    });
    const stored = await database.prisma.auditRow.findFirstOrThrow();
    expect(JSON.stringify({ ...stored, at: 0 })).not.toMatch(/planted/);
  });
});
