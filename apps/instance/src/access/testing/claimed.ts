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
