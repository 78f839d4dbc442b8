/** Signs once in the vault of a folder, and kills itself without a word before or after that is written. */
import { Ledger } from '../ledger.ts';
import { VaultStore } from '../store.ts';
import { VaultClock } from '../vault-clock.ts';
import { NOW_MS } from './folders.ts';

const [folder, where] = process.argv.slice(2);
const clock = new VaultClock(0, { wallMs: () => NOW_MS, monotonicMs: () => 0 });
const ledger = new Ledger(VaultStore.open(folder), clock);
ledger.signOnce(
  {
    requestId: 'a',
    digest: 'digest of a',
    scope: 'wallet',
    purpose: 'withdraw',
    limits: { perDay: { eth: '100' }, perMinute: 3 },
    moves: [{ asset: 'eth', amount: 100n, destination: 'alice' }],
    detail: {},
  },
  () => {
    if (where === 'signing') process.kill(process.pid, 'SIGKILL');
    return 'first';
  },
);
process.kill(process.pid, 'SIGKILL');
