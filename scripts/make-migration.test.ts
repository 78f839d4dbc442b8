import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeMigration } from './make-migration.ts';

const head =
  'generator client {\n  provider = "prisma-client"\n}\ndatasource db {\n  provider = "sqlite"\n}\n';
const now = new Date('2026-02-03T04:05:06Z');

function folderWith(models: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'mrm-migration-'));
  writeFileSync(join(folder, 'schema.prisma'), head + models);
  return folder;
}

describe('makeMigration', () => {
  it('writes what builds the schema, and then only what changed', async () => {
    const folder = folderWith('model A {\n  id Int @id\n}\nmodel B {\n  id Int @id\n}\n');
    const first = await makeMigration({ folder, name: 'first', now });
    expect(relative(folder, first ?? '')).toBe('migrations/20260203040506_first/migration.sql');
    expect(readFileSync(first ?? '', 'utf8')).toMatch(/CREATE TABLE "A"[^]*CREATE TABLE "B"/);
    expect(readFileSync(join(folder, 'migrations/migration_lock.toml'), 'utf8')).toContain('sqlite');

    writeFileSync(
      join(folder, 'schema.prisma'),
      `${head}model A {\n  id Int @id\n  name String?\n}\nmodel B {\n  id Int @id\n}\n`,
    );
    const second = await makeMigration({ folder, name: 'names', now: new Date('2026-02-03T04:05:07Z') });
    expect(readFileSync(second ?? '', 'utf8').trim()).toBe(
      '-- AlterTable\nALTER TABLE "A" ADD COLUMN "name" TEXT;',
    );
  });

  it('writes nothing where the migrations already build the schema', async () => {
    const folder = folderWith('model A {\n  id Int @id\n}\n');
    await makeMigration({ folder, name: 'first', now });
    expect(await makeMigration({ folder, name: 'again', now })).toBeUndefined();
  });

  it('finds the migrations of the instance up to date with its schema', async () => {
    const folder = join(import.meta.dirname, '../apps/instance/prisma');
    const copy = folderWith('');
    writeFileSync(join(copy, 'schema.prisma'), readFileSync(join(folder, 'schema.prisma')));
    cpSync(join(folder, 'migrations'), join(copy, 'migrations'), { recursive: true });
    expect(await makeMigration({ folder: copy, name: 'forgotten', now: new Date() })).toBeUndefined();
  });
});
