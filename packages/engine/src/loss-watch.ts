import type { Applied, EngineState } from './engine-state.ts';
import { FillPace } from './fill-pace.ts';
import type { OrderDesk } from './order-desk.ts';
import type { Restrictions } from './restrictions.ts';
import type { RiskCode } from './risk-code.ts';
import type { RiskLimits } from './risk-limits.ts';
import type { VenueFill } from './venue.ts';

/** The loss guard's memory is written down at most this often, µs. */
const RECORD_US = 10_000_000;

/** Shows the loss guard each mark and the pace each fill, and restricts trading when a limit breaks. */
export class LossWatch {
  private readonly state: EngineState;
  private readonly desk: OrderDesk;
  private readonly restrictions: Restrictions;
  private readonly marks2: Float64Array;
  private readonly pace: FillPace;
  private recordUs = 0;
  private recordedPeak = -Infinity;

  constructor(parts: {
    state: EngineState;
    desk: OrderDesk;
    restrictions: Restrictions;
    limits: RiskLimits;
    marks2: Float64Array;
  }) {
    this.state = parts.state;
    this.desk = parts.desk;
    this.restrictions = parts.restrictions;
    this.marks2 = parts.marks2;
    this.pace = new FillPace(parts.limits);
  }

  /** Equity on a mark, quote. */
  mark(nowUs: number, equity: number): void {
    const { guard } = this.state;
    const broken = guard.mark(nowUs, equity);
    if (broken !== undefined) this.limitBroken(nowUs, broken, equity);
    else if (guard.peak > this.recordedPeak && nowUs >= this.recordUs) this.record(nowUs);
  }

  fill(nowUs: number, fill: VenueFill, { circuit }: Applied): void {
    if (circuit)
      this.restrictions.trip(nowUs, 'circuit', 'RISK_CONSECUTIVE_LOSSES', 'too many losses in a row');
    const { tick, lot } = this.state.account.instruments[fill.instrument];
    const fast = this.pace.add(nowUs, fill.tick * tick * fill.lots * lot);
    if (fast !== undefined) this.restrictions.trip(nowUs, 'pace', 'RISK_FILLS_PER_MINUTE', fast);
  }

  /** Writes the guard's memory and the marks down; durable with the next commit. */
  record(nowUs: number): void {
    const { guard } = this.state;
    this.desk.record({ type: 'loss', atUs: nowUs, state: guard.state(), marks2: Array.from(this.marks2) });
    this.recordedPeak = guard.peak;
    this.recordUs = nowUs + RECORD_US;
  }

  private limitBroken(nowUs: number, code: RiskCode, equity: number): void {
    if (this.state.restrictions.has('loss')) return;
    const { peak, dayStart } = this.state.guard;
    const from =
      code === 'RISK_DRAWDOWN'
        ? `its peak of ${peak.toFixed(2)}`
        : `${dayStart.toFixed(2)} at the start of the day`;
    this.restrictions.halt(nowUs, 'loss', code, `equity fell to ${equity.toFixed(2)} from ${from}`);
  }
}
