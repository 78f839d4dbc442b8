import type { VenueFill } from '@mrmarket/engine/venue';
import type { ExchangeAccount } from './exchange-account.ts';
import type { ExchangeOrder } from './exchange-order.ts';

/** One client of the exchange with its whole record: the oracle of tests, and what answers queries. */
export interface ExchangeClient {
  readonly number: number;
  readonly account: ExchangeAccount;
  /** All orders by client order id, ended ones too, in the order of their arrival. */
  readonly orders: Map<string, ExchangeOrder>;
  readonly fills: VenueFill[];
  /** A participant of a generated market: not bound by its balances, and without a record of its own. */
  readonly participant: boolean;
  /** Resting reduce-only orders. */
  reduceOnlyResting: number;
  /** Ids of ended orders in the order of their ends, where the exchange keeps only so many. */
  readonly ended: string[];
}
