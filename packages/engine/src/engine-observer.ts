import type { BookedFee } from './account.ts';
import type { Order } from './order.ts';
import type { RiskCode } from './risk-code.ts';
import type { Restriction } from './trading-mode.ts';
import type { VenueFill } from './venue.ts';

/**
 * Whoever watches an engine: metrics, logs, screens. Called after the fact, in order, on the engine's thread; must not
 * change anything.
 */
export interface EngineObserver {
  /** A LIVE book changed the marks. Equity in quote as a number; called on each market event, so it must be quick. */
  onMark?(nowUs: number, instrument: number, equity: number): void;
  onOrder?(nowUs: number, order: Order, step: 'opened' | 'ended' | 'changed'): void;
  onFill?(nowUs: number, fill: VenueFill, order: Order | undefined, fee: BookedFee): void;
  onRestriction?(nowUs: number, key: string, restriction: Restriction | undefined): void;
  onPulled?(nowUs: number, reason: string): void;
  onAlert?(nowUs: number, code: string, detail: string): void;
  /** The account was taken over: equity starts here. */
  onOpened?(nowUs: number): void;
  onStopped?(nowUs: number, left: readonly Order[]): void;
}

/** Denials are counted, see `OrderManager.denied`. */
export type DenialCounts = Readonly<Record<RiskCode, number>>;
