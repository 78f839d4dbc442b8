import type { QuoteSheet } from '@mrmarket/strategy/quote-sheet';
import type { OwnFill, OwnOrder, Strategy, StrategyView } from '@mrmarket/strategy/strategy';

/**
 * Calls a strategy's handlers and keeps what one throws from going further: after the first error it is failed and
 * not called again.
 */
export class StrategyHost {
  readonly view: StrategyView;
  readonly sheet: QuoteSheet;
  /** What it threw, if it did. */
  error: unknown;
  private readonly strategy: Strategy;
  private readonly onFailed: (message: string) => void;

  constructor(parts: {
    strategy: Strategy;
    view: StrategyView;
    sheet: QuoteSheet;
    onFailed: (message: string) => void;
  }) {
    this.strategy = parts.strategy;
    this.view = parts.view;
    this.sheet = parts.sheet;
    this.onFailed = parts.onFailed;
  }

  get failed(): boolean {
    return this.error !== undefined;
  }

  ready(): true | string {
    if (this.failed) return 'strategy failed';
    try {
      return this.strategy.ready();
    } catch (error) {
      this.fail(error);
      return 'strategy failed';
    }
  }

  book(instrument: number): void {
    if (this.failed) return;
    try {
      this.strategy.onBook?.(this.view, this.sheet, instrument);
    } catch (error) {
      this.fail(error);
    }
  }

  trade(instrument: number): void {
    if (this.failed) return;
    try {
      this.strategy.onTrade?.(this.view, this.sheet, instrument);
    } catch (error) {
      this.fail(error);
    }
  }

  fill(fill: OwnFill): void {
    if (this.failed) return;
    try {
      this.strategy.onFill?.(this.view, this.sheet, fill);
    } catch (error) {
      this.fail(error);
    }
  }

  order(order: OwnOrder): void {
    if (this.failed) return;
    try {
      this.strategy.onOrder?.(this.view, this.sheet, order);
    } catch (error) {
      this.fail(error);
    }
  }

  timer(id: number): void {
    if (this.failed) return;
    try {
      this.strategy.onTimer?.(this.view, this.sheet, id);
    } catch (error) {
      this.fail(error);
    }
  }

  parameters(parameters: object): void {
    if (this.failed) return;
    try {
      this.strategy.onParameters?.(this.view, this.sheet, parameters);
    } catch (error) {
      this.fail(error);
    }
  }

  pulled(reason: string): void {
    if (this.failed) return;
    try {
      this.strategy.onPulled?.(this.view, reason);
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.error = error ?? new Error('the strategy threw nothing');
    this.onFailed(error instanceof Error ? error.message : String(error));
  }
}
