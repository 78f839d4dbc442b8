import type { Health } from '../api/schemas/manage.ts';
import type { ApiClient } from '../commands/api-client.ts';
import { fail, pass, warn } from './finding.ts';
import type { Finding } from './finding.ts';

/** HTTP tells the time to the second, and servers keep that text for as long. */
const HTTP_DATE_MS = 2000;

/** How the running instance says it is, and whether it lives in the same time. */
export async function runningInstanceChecks(api: ApiClient): Promise<readonly Finding[]> {
  const asked = Date.now();
  const { value: health, date } = await api.get<Health>('/api/health');
  const ill = health.items.filter(({ state }) => state !== 'ok');
  const findings = ill.map(({ title, state, detail, lastError }) => {
    const found = `${title}: ${detail || (lastError ?? state)}`;
    const fix = 'see mrm status and the logs';
    return state === 'fail' ? fail('instance', found, fix) : warn('instance', found, fix);
  });
  const heard = Date.now();
  const off = date < asked - HTTP_DATE_MS ? date - asked : Math.max(0, date - heard);
  if (off !== 0)
    findings.push(
      warn(
        'clock',
        `the instance's clock differs by ${Math.round(off / 1000)} s from this one`,
        'start the instance again',
      ),
    );
  const version = `version ${health.version}, process ${api.pid}, ${api.address}`;
  return findings.length > 0 ? findings : [pass('instance', `runs and is well: ${version}`)];
}
