import type { OrderNews } from '@mrmarket/engine/venue';

/** A message between engine and exchange, as a fault names it. `answer` is the answer to a query. */
export type FaultPoint =
  'submit' | 'cancel' | 'replace' | 'query' | 'answer' | 'fill' | 'depth' | 'trade' | 'snapshot' | OrderNews;

/**
 * One thing that goes wrong. On a request or an answer to one:
 * - `drop`: it is lost, and the adapter reports a timeout
 * - `silence`: it is lost, and nobody says a word
 * - `error`: the request arrives, its answer is lost, and the adapter reports an error in its place
 * - `delay`: it arrives later by `byUs`; others may overtake it
 * - `duplicate`: it arrives twice, the second time later by `byUs`
 *
 * On a fill or on market data `drop`, `silence` and `error` are the same: it never comes.
 */
export interface Fault {
  readonly on: FaultPoint;
  /** Which one, counted from 1 over those that match; default the first. `'all'` for each of them. */
  readonly nth?: number | 'all';
  /** Only messages about this order. */
  readonly clientId?: string;
  readonly do: 'drop' | 'silence' | 'error' | 'delay' | 'duplicate';
  readonly byUs?: number;
}

/** A list of faults that waits for its messages to come by. */
export class FaultPlan {
  private readonly faults: readonly Fault[];
  private readonly seen: number[];

  constructor(faults: readonly Fault[] = []) {
    this.faults = faults;
    this.seen = faults.map(() => 0);
  }

  get empty(): boolean {
    return this.faults.length === 0;
  }

  /** The fault that befalls this message: the first of the list that names it. */
  meet(on: FaultPoint, clientId = ''): Fault | undefined {
    let met: Fault | undefined;
    this.faults.forEach((fault, i) => {
      if (fault.on !== on || (fault.clientId !== undefined && fault.clientId !== clientId)) return;
      const count = this.seen[i] + 1;
      this.seen[i] = count;
      if (fault.nth === 'all' || count === (fault.nth ?? 1)) met ??= fault;
    });
    return met;
  }
}

/** Whether the message never arrives. */
export function isLost(fault: Fault | undefined): boolean {
  return fault?.do === 'drop' || fault?.do === 'silence' || fault?.do === 'error';
}
