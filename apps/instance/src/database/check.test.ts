import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDatabase } from './check.ts';
import { startScript } from './testing/child.ts';
import { damagePage, tempHome, write } from './testing/homes.ts';

describe('checkDatabase', () => {
  it('is content with a sound database, and with one that is not there yet', () => {
    const home = tempHome();
    write(home, 'one');
    for (const file of [home.database, home.journal, join(home.path, 'none.db')])
      expect(() => {
        checkDatabase(file);
      }).not.toThrow();
  });

  it('F40: names the file with a damaged page and what to do', () => {
    const home = tempHome();
    damagePage(home.journal);
    expect(() => {
      checkDatabase(home.journal);
    }).toThrow(
      expect.objectContaining({
        code: 'DATABASE_DAMAGED',
        message: expect.stringMatching(/journal\.db: it is damaged .*mrm db restore <name>/) as string,
      }) as Error,
    );
  });

  it('F40: finds a file that is no database any more', () => {
    const home = tempHome();
    writeFileSync(home.database, Buffer.alloc(8192, 1));
    expect(() => {
      checkDatabase(home.database);
    }).toThrow(expect.objectContaining({ code: 'DATABASE_DAMAGED' }) as Error);
  });

  it('F40: says that another process holds it locked', async () => {
    const home = tempHome();
    const holder = await startScript('hold-lock.ts', home.database);
    expect(() => {
      checkDatabase(home.database);
    }).toThrow(expect.objectContaining({ code: 'DATABASE_LOCKED' }) as Error);
    await holder.end();
    checkDatabase(home.database);
  });
});
