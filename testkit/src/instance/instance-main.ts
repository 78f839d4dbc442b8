/**
 * An instance as a process of its own that also knows the exchange process as a venue:
 * `node testkit/src/instance/instance-main.ts '<settings>'` with `InstanceSettings` as JSON. Says what happens in JSON
 * lines (`InstanceWord`), stops in order on SIGTERM, and ends with its standard input.
 */
import { readFileSync, writeSync } from 'node:fs';
import { readConfig } from '@mrmarket/instance/config';
import { homeOf } from '@mrmarket/instance/home';
import { openInstance } from '@mrmarket/instance/instance';
import type { StrategyDefinition } from '@mrmarket/strategy/strategy';
import type { InstanceSettings, InstanceWord } from './instance-words.ts';
import { findStrategy } from '@mrmarket/strategy/registry';
import { stuckAfter } from '../stuck-strategy.ts';
import { WallClock } from '../exchange/wall-clock.ts';
import { socketVenueKind } from './socket-venue-kind.ts';

/** Looks what the bots do this often, milliseconds. */
const LOOK_MS = 5;

const { home: folder, watchdogMs = 3000, webRoot } = JSON.parse(process.argv[2] ?? '') as InstanceSettings;

function say(word: InstanceWord): void {
  // At once, even if the process is about to be killed.
  writeSync(1, `${JSON.stringify(word)}\n`);
}

/** Pure market making that does not return from its twentieth book. */
const pmm = findStrategy('pmm');
const clock = new WallClock();
const stuck: StrategyDefinition = {
  ...pmm,
  name: 'stuck',
  create: (parameters, instruments) =>
    stuckAfter(pmm.create(parameters, instruments), 20, () => {
      say({ ev: 'stuck', atUs: clock.nowUs() });
    }),
};

const home = homeOf(folder);
const config = readConfig(home.config, { port: 0, watchdogMs });
let instance: Awaited<ReturnType<typeof openInstance>>;
try {
  instance = await openInstance({ home, config, webRoot, venues: [socketVenueKind], strategies: [stuck] });
} catch (error) {
  const { code, message } = error as Error & { code?: string };
  say({ ev: 'refused', code: code ?? 'FAULT', message });
  process.exit(3);
}
const { token } = JSON.parse(readFileSync(home.tokenFile, 'utf8')) as { token: string };
say({ ev: 'listening', address: instance.address, token });

const running = new Set<string>();
const look = setInterval(() => {
  for (const { id, name, state } of instance.bots.list()) {
    if (state !== 'running' || running.has(id)) continue;
    running.add(id);
    say({ ev: 'running', name });
  }
}, LOOK_MS);

process.once('SIGTERM', () => {
  clearInterval(look);
  void instance.close().then(() => {
    say({ ev: 'closed' });
    process.stdin.destroy();
  });
});

// Whoever started it is gone.
process.stdin.on('end', () => process.exit(4));
process.stdin.resume();
