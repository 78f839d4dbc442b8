import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveAccess } from './serve-access.ts';
import type { ServedAccess } from './serve-access.ts';
import type { TestBrowser } from './test-browser.ts';

export const OWNER = 'keeper';
export const PASSWORD = 'three small boats at noon';

/** Claims a served instance; answers the owner's browser and recovery codes. */
export async function claim(
  served: ServedAccess,
): Promise<{ readonly owner: TestBrowser; readonly recoveryCodes: string[] }> {
  const owner = served.browser();
  const { code } = await served.access.signInLink();
  const answer = await owner.post('/api/auth/claim', { code, name: OWNER, password: PASSWORD });
  if (answer.status !== 200) throw new Error(`claiming failed: ${answer.text}`);
  return { owner, ...(answer.json as { recoveryCodes: string[] }) };
}

interface Claimed {
  readonly database: Buffer;
  readonly cookie: string | undefined;
  readonly recoveryCodes: string[];
}
let claimed: Promise<Claimed> | undefined;

/**
 * A served instance that was claimed. It is claimed once for each test file, and each test begins with a copy of that
 * database: the slow hash of a claim need not be paid again.
 */
export async function serveClaimed(): Promise<{
  readonly served: ServedAccess;
  readonly owner: TestBrowser;
  readonly recoveryCodes: string[];
}> {
  claimed ??= claimOnce();
  const { database, cookie, recoveryCodes } = await claimed;
  const served = await serveAccess({ database });
  const owner = served.browser();
  owner.cookie = cookie;
  return { served, owner, recoveryCodes };
}

async function claimOnce(): Promise<Claimed> {
  const served = await serveAccess();
  try {
    const { owner, recoveryCodes } = await claim(served);
    const copy = join(served.home.path, 'copy.db');
    await served.prisma.$executeRaw`VACUUM INTO ${copy}`;
    return { database: await readFile(copy), cookie: owner.cookie, recoveryCodes };
  } finally {
    await served.close();
  }
}
