import type { EngineObserver } from './engine-observer.ts';
import type { EngineState } from './engine-state.ts';
import type { OrderDesk } from './order-desk.ts';
import type { RiskLimits } from './risk-limits.ts';
import { TradingMode } from './trading-mode.ts';
import type { Restriction } from './trading-mode.ts';

/**
 * Sets and lifts the stored restrictions. Each is committed, with the loss guard's memory, before it acts, so that a
 * restart stays as strict as the run before it.
 */
export class Restrictions {
  /** When the next one lifts itself, µs; Infinity when none does. */
  dueUs = Infinity;
  private readonly state: EngineState;
  private readonly desk: OrderDesk;
  private readonly limits: RiskLimits;
  private readonly observer: EngineObserver;
  private readonly pull: (nowUs: number, reason: string) => void;

  constructor(parts: {
    state: EngineState;
    desk: OrderDesk;
    limits: RiskLimits;
    observer: EngineObserver;
    /** Cancels the quotes. */
    pull: (nowUs: number, reason: string) => void;
  }) {
    this.state = parts.state;
    this.desk = parts.desk;
    this.limits = parts.limits;
    this.observer = parts.observer;
    this.pull = parts.pull;
    for (const { untilUs } of this.state.restrictions.values()) this.dueUs = Math.min(this.dueUs, untilUs);
  }

  /** Sets one under its key, unless the same is set already. */
  set(nowUs: number, key: string, restriction: Omit<Restriction, 'sinceUs'>): void {
    if (this.state.restrictions.get(key)?.mode === restriction.mode) return;
    const stored = { ...restriction, sinceUs: nowUs };
    this.desk.record({ type: 'loss', atUs: nowUs, state: this.state.guard.state() });
    this.desk.record({ type: 'restrict', atUs: nowUs, key, restriction: stored });
    this.desk.commit();
    this.dueUs = Math.min(this.dueUs, stored.untilUs);
    this.observer.onRestriction?.(nowUs, key, stored);
    this.pull(nowUs, stored.code);
  }

  /** Halts until a person lifts it. */
  halt(nowUs: number, key: string, code: Restriction['code'], detail: string): void {
    this.set(nowUs, key, { mode: TradingMode.Halted, code, detail, untilUs: Infinity });
  }

  /** Halts for a while; after too many times, until a person lifts it. */
  trip(
    nowUs: number,
    key: string,
    code: 'RISK_FILLS_PER_MINUTE' | 'RISK_CONSECUTIVE_LOSSES',
    detail: string,
  ): void {
    if (this.state.restrictions.has(key)) return;
    const { guard } = this.state;
    guard.halts++;
    const untilUs = guard.halts > this.limits.maxHalts ? Infinity : nowUs + this.limits.haltSec * 1e6;
    this.set(nowUs, key, { mode: TradingMode.Halted, code, detail, untilUs });
  }

  /** The journal cannot be written. Not stored: a start on a healthy disk finds the journal as it was and goes on. */
  journalFailed(nowUs: number, detail: string): void {
    const restriction: Restriction = {
      mode: TradingMode.Halted,
      code: 'JOURNAL_WRITE_FAILED',
      detail,
      sinceUs: nowUs,
      untilUs: Infinity,
    };
    this.state.restrictions.set('journal', restriction);
    this.observer.onRestriction?.(nowUs, 'journal', restriction);
    this.pull(nowUs, 'JOURNAL_WRITE_FAILED');
  }

  /**
   * Lifts one: a person's act, or a cooldown that ran out.
   * @param equity quote; losses up to here are accepted when a loss limit is lifted
   * @returns false when there is none of that key
   */
  lift(nowUs: number, key: string, equity: number): boolean {
    const restriction = this.state.restrictions.get(key);
    if (!restriction) return false;
    if (restriction.code === 'RISK_DRAWDOWN' || restriction.code === 'RISK_DAILY_LOSS')
      this.state.guard.restart(equity);
    this.desk.record({ type: 'loss', atUs: nowUs, state: this.state.guard.state() });
    this.desk.record({ type: 'restrict', atUs: nowUs, key });
    this.desk.commit();
    this.observer.onRestriction?.(nowUs, key, undefined);
    return true;
  }

  /** Lifts what has run out. */
  onTimer(nowUs: number, equity: number): void {
    if (nowUs < this.dueUs) return;
    this.dueUs = Infinity;
    for (const [key, { untilUs }] of [...this.state.restrictions]) {
      if (untilUs <= nowUs) this.lift(nowUs, key, equity);
      else this.dueUs = Math.min(this.dueUs, untilUs);
    }
  }
}
