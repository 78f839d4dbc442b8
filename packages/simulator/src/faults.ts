/** A message between engine and exchange, as a fault names it. */
export type FaultPoint =
  | 'submit'
  | 'cancel'
  | 'replace'
  | 'query'
  | 'ack'
  | 'rej'
  | 'exp'
  | 'cack'
  | 'cmiss'
  | 'rack'
  | 'rrej'
  | 'fill'
  | 'answer'
  | 'depth';

/**
 * One thing that goes wrong.
 * - `drop`: a request that never arrives, or an answer that is lost; the adapter reports a timeout later
 * - `silence`: the same without any word from the adapter
 * - `error`: the request arrives and its answer is lost; the adapter reports an error at once
 * - `delay`: arrives later by `byUs`, others may overtake it
 * - `duplicate`: arrives twice
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

  /** The fault that befalls this message, if one does. */
  meet(on: FaultPoint, clientId = ''): Fault | undefined {
    for (let i = 0; i < this.faults.length; i++) {
      const fault = this.faults[i];
      if (fault.on !== on || (fault.clientId !== undefined && fault.clientId !== clientId)) continue;
      const count = this.seen[i] + 1;
      this.seen[i] = count;
      if (fault.nth === 'all' || count === (fault.nth ?? 1)) return fault;
    }
    return undefined;
  }
}
