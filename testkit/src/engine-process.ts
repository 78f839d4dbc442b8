/**
 * An engine as a process of its own, on the exchange process: `node testkit/src/engine-process.ts '<settings>'` with
 * `EngineSettings` as JSON. Says what happens in JSON lines (`EngineWord`), stops in order on SIGTERM, and ends
 * with its standard input.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { openDataFolder } from '@mrmarket/engine/data-folder';
import type { DataFolder } from '@mrmarket/engine/data-folder';
import { Engine } from '@mrmarket/engine/engine';
import { EngineError } from '@mrmarket/engine/errors';
import { FileJournal } from '@mrmarket/engine/file-journal';
import { LiveLoop } from '@mrmarket/engine/live-loop';
import { clearHalt, readHalt, Watchdog } from '@mrmarket/engine/watchdog';
import { Feed } from '@mrmarket/market/feed';
import { parseParameters } from '@mrmarket/strategy/parameters';
import { findStrategy } from '@mrmarket/strategy/registry';
import { seededRandom } from '@mrmarket/strategy/seeded-random';
import type { EngineSettings, EngineWord } from './engine-words.ts';
import type { RescueData } from './exchange/rescue.ts';
import { SocketVenue } from './exchange/socket-venue.ts';
import { TEST_FEES } from './exchange/test-fees.ts';
import { WallClock } from './exchange/wall-clock.ts';
import { stuckAfter } from './stuck-strategy.ts';

/** Looks whether the engine has become ready or has stopped this often, milliseconds. */
const LOOK_MS = 2;

const settings = JSON.parse(process.argv[2] ?? '') as EngineSettings;
const { socket, account, dataDir, tag, seed, watchdogMs } = settings;
const clock = new WallClock();

function say(word: EngineWord): void {
  // At once, even if the loop is about to be blocked or the process to be killed.
  writeSync(1, `${JSON.stringify(word)}\n`);
}

function openFolder(): DataFolder {
  try {
    return openDataFolder(dataDir);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    say({ ev: 'refused', code: error.code });
    process.exit(3);
  }
}

const folder = openFolder();
const journal = new FileJournal(folder.journalPath);
const venue = await SocketVenue.open({ path: socket, account, clock, replace: settings.replace });
const instrument = venue.instruments[0];
const definition = findStrategy('pmm');
const strategy = definition.create(parseParameters(definition, settings.parameters, instrument), [
  instrument,
]);
const { stuckAfterBooks } = settings;
const engine = new Engine({
  venue,
  journal,
  strategy:
    stuckAfterBooks === undefined
      ? strategy
      : stuckAfter(strategy, stuckAfterBooks, () => {
          say({ ev: 'stuck', atUs: clock.nowUs() });
        }),
  feeds: [new Feed(instrument, { random: seededRandom(`${seed}:resync`) })],
  tag,
  fees: TEST_FEES[instrument.product],
  limits: settings.limits,
  seed,
  observer: {
    onAlert: (_nowUs, code, detail) => {
      say({ ev: 'alert', code, detail });
    },
    onRestriction: (_nowUs, key, restriction) => {
      say({ ev: 'restriction', key, code: restriction?.code });
    },
  },
});
venue.listen(engine);
engine.start(clock.nowUs());
const haltFile = join(folder.path, 'halt');
const halt = readHalt(haltFile);
if (halt !== undefined) {
  engine.kill(clock.nowUs(), halt);
  clearHalt(haltFile);
}
const loop = new LiveLoop(engine, clock);
const watchdog =
  watchdogMs === undefined
    ? undefined
    : new Watchdog(
        {
          limitMs: watchdogMs,
          rescue: new URL('./exchange/rescue.ts', import.meta.url),
          rescueData: { socket, account } satisfies RescueData,
          haltFile,
        },
        () => {
          engine.kill(clock.nowUs(), 'the event loop was blocked');
          clearHalt(haltFile);
        },
      );

process.once('SIGTERM', () => {
  engine.stop(clock.nowUs());
  say({ ev: 'stopping', nextIntent: engine.state.nextIntent });
});

let reconciled = false;
const look = setInterval(() => {
  if (!reconciled && engine.reconciled && engine.state.opened) {
    reconciled = true;
    const { state } = engine;
    say({
      ev: 'reconciled',
      fills: state.fills.size,
      lots: state.account.netLots(0),
      working: state.orders.working.length,
      restrictions: [...state.restrictions.values()].map(({ code }) => code),
    });
  }
  if (engine.stopped) void finish();
}, LOOK_MS);

async function finish(): Promise<void> {
  clearInterval(look);
  loop.close();
  await watchdog?.close();
  venue.close();
  journal.close();
  folder.release();
  const left = engine.state.orders.working.length;
  say({ ev: 'stopped', left });
  process.exitCode = left === 0 ? 0 : 1;
  process.stdin.destroy();
}

// Whoever started it is gone.
process.stdin.on('end', () => process.exit(4));
process.stdin.resume();
