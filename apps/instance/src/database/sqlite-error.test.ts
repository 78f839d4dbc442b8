import { describe, expect, it } from 'vitest';
import { InstanceError } from '../errors.ts';
import { openDatabase } from './open-database.ts';
import { databaseError } from './sqlite-error.ts';
import { startScript } from './testing/child.ts';
import { tempHome } from './testing/homes.ts';

describe('databaseError', () => {
  it('F40: says that a write through Prisma found the database locked by another process', async () => {
    const home = tempHome();
    const { prisma, close } = await openDatabase(home.database);
    await prisma.setting.count();
    const holder = await startScript('hold-lock.ts', home.database);
    const error: unknown = await prisma.setting
      .create({ data: { key: 'a', value: '' } })
      .catch((e: unknown) => e);
    expect(databaseError(home.database, 'write to', error).code).toBe('DATABASE_LOCKED');
    await holder.end();
    await prisma.setting.create({ data: { key: 'a', value: '' } });
    await close();
  });

  it('leaves an error of ours as it is, and keeps any other as the cause', () => {
    const ours = new InstanceError('BACKUP_FAILED', 'no');
    expect(databaseError('x.db', 'open', ours)).toBe(ours);
    const cause = Object.assign(new Error('permission denied'), { code: 'EACCES' });
    expect(databaseError('x.db', 'open', cause)).toMatchObject({
      code: 'DATABASE_FAILED',
      message: 'cannot open x.db: permission denied',
      cause,
    });
  });
});
