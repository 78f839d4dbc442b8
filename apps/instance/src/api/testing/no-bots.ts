import { InstanceError } from '../../errors.ts';
import type { Bots } from '../ports.ts';
import type { KillStatus } from '../schemas/bots.ts';

/** An instance that trades nothing: for tests of what stands around the bots. */
export function noBots(): Bots {
  const none = (): never => {
    throw new InstanceError('BOT_NOT_FOUND', 'There is no such bot');
  };
  let killed: KillStatus = { halted: false, since: null, by: null, bots: [] };
  return {
    list: () => [],
    get: none,
    overview: () => ({
      totals: [],
      rates: [],
      bots: [],
      alerts: { firing: 0, pending: 0 },
      lowBalances: [],
      halted: killed.halted,
    }),
    create: none,
    edit: none,
    raisesLimit: none,
    start: none,
    pause: none,
    resume: none,
    stop: none,
    remove: none,
    lift: none,
    kill: async (_request, actor) => {
      killed = { halted: true, since: new Date().toISOString(), by: actor.name, bots: [] };
      return killed;
    },
    killStatus: () => killed,
    liftKill: async () => {
      killed = { halted: false, since: null, by: null, bots: [] };
      return killed;
    },
    preview: none,
    orders: none,
    fills: none,
    events: none,
    series: none,
    strategies: () => [],
    markets: () => ({ generated: [], recordings: [], venues: [] }),
    watch: () => [],
  };
}
