import { expect, it } from 'vitest';
import type { Health } from '../api/schemas/manage.ts';
import { showHealth } from './health-channel.ts';
import { healthItem } from './health-item.ts';
import { InstanceHealth } from './health-service.ts';
import { LiveRecord } from './testing/live-record.ts';
import { ManualTime } from './testing/manual-time.ts';

it('D11 the live channel `health` has a state at once, and reads it anew every 2 s while somebody looks', async () => {
  const time = new ManualTime();
  const live = new LiveRecord();
  const health = new InstanceHealth({ version: '1', clock: time, timers: time, mask: (text) => text });
  let reads = 0;
  let nextRead = Promise.withResolvers<undefined>();
  health.add({
    name: 'counter',
    read: () => {
      reads += 1;
      nextRead.resolve(undefined);
      nextRead = Promise.withResolvers();
      return [healthItem({ name: 'counter', title: '', state: 'ok', detail: String(reads) }, time.now())];
    },
  });
  const end = await showHealth({ live, health, timers: time });
  const shown = (): string => (live.read('health') as Health).items[0].detail;
  expect(shown()).toBe('1');

  time.pass(2000);
  await health.read();
  expect(live.changes).toEqual([]);

  live.looking.add('health');
  const read = nextRead.promise;
  time.pass(2000);
  await read;
  // Joins the read that is under way, and so ends after the channel has it.
  await health.read();
  expect(shown()).toBe('3');
  expect(live.changes).toEqual(['health']);

  end();
  expect(time.waiting).toEqual([]);
});
