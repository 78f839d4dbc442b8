import { numberText } from '@mrmarket/backtest/report/number-text';
import { utcText } from '@mrmarket/backtest/report/time-text';
import type { LiveModel } from './live-model.ts';

/** Where lines go; `process.stderr` is one. */
export interface LineOutput {
  write(text: string): boolean;
}

export interface ProgressOptions {
  readonly output: LineOutput;
  readonly model: () => LiveModel;
}

/** Often enough to see that it goes on, seldom enough for a log. */
const LINE_MS = 5_000;

/** One plain line, for logs and pipes. */
export function progressLine(model: LiveModel): string {
  const { instrument, state, progress, result, quoting, orders } = model;
  const { base, quote, moneyDecimals, quantityDecimals } = instrument;
  const net = result.realized + result.unrealized + result.fees;
  const parts = [
    `${utcText(model.nowUs).slice(0, 19)} UTC`,
    progress === undefined ? '' : `${numberText(Math.floor(progress * 100), 0)} %`,
    state.detail === '' ? state.name : `${state.name}: ${state.detail}`,
    `equity ${numberText(result.equity, moneyDecimals)} ${quote}`,
    `net ${numberText(net, moneyDecimals, 'plus')}`,
    `inventory ${numberText(result.inventory, quantityDecimals)} ${base}`,
    `${numberText(quoting.fills, 0)} fills`,
    `${numberText(orders.length, 0)} open orders`,
  ];
  return `paper ${instrument.symbol} ${parts.filter((part) => part !== '').join(', ')}`;
}

/** Writes a progress line every few seconds until it is closed. */
export class ProgressLines {
  private readonly timer: NodeJS.Timeout;

  constructor({ output, model }: ProgressOptions) {
    this.timer = setInterval(() => output.write(`${progressLine(model())}\n`), LINE_MS).unref();
  }

  close(): void {
    clearInterval(this.timer);
  }
}
