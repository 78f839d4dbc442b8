import type { Answer, OrderUpdate, VenueFill, VenueListener } from '@mrmarket/engine/venue';
import { Side } from '@mrmarket/market/side';
import { START_US } from './make-recording.ts';

/** Writes down what reaches the engine, one line each: time in µs after the start, and what it is. */
export class VenueLog implements VenueListener {
  readonly lines: string[] = [];
  /** Called after each line, as an engine would react. */
  react: (line: string, nowUs: number) => void = () => undefined;

  /** The lines since the last call. */
  take(): string[] {
    return this.lines.splice(0);
  }

  onSnapshot: VenueListener['onSnapshot'] = (nowUs, instrument, lastId, _exchUs, levels, from, to) => {
    const rows: string[] = [];
    for (let i = from; i < to; i++)
      rows.push(`${levels.side[i] === Side.Buy ? 'b' : 'a'}${levels.tick[i]}x${levels.lots[i]}`);
    this.write(nowUs, `${instrument} snapshot ${lastId} ${rows.join(' ')}`.trimEnd());
  };

  onDepth: VenueListener['onDepth'] = (nowUs, instrument, _firstId, lastId) => {
    this.write(nowUs, `${instrument} depth ${lastId}`);
  };

  onTrade: VenueListener['onTrade'] = (nowUs, instrument, tradeId, _exchUs, tick, lots, aggressor) => {
    this.write(
      nowUs,
      `${instrument} ${aggressor === Side.Buy ? 'bought' : 'sold'} ${lots}@${tick} id ${tradeId}`,
    );
  };

  onOrderUpdate(nowUs: number, { clientId, news, code }: OrderUpdate): void {
    this.write(nowUs, `${clientId} ${news}${code === undefined ? '' : ` ${code}`}`);
  }

  onFill(nowUs: number, { clientId, tick, lots, tradeId, maker }: VenueFill): void {
    this.write(nowUs, `${clientId} fill ${lots}@${tick} ${maker ? 'maker' : 'taker'} id ${tradeId}`);
  }

  onOrderAnswer: VenueListener['onOrderAnswer'] = (nowUs, queryId, answer) => {
    this.answer(nowUs, queryId, answer, (order) =>
      order ? `${order.clientId} ${order.status} ${order.filledLots}/${order.lots}` : 'unknown',
    );
  };

  onOpenOrders: VenueListener['onOpenOrders'] = (nowUs, queryId, answer) => {
    this.answer(
      nowUs,
      queryId,
      answer,
      (orders) => `open ${orders.map(({ clientId }) => clientId).join(' ')}`,
    );
  };

  onFills: VenueListener['onFills'] = (nowUs, queryId, answer) => {
    this.answer(nowUs, queryId, answer, (fills) => `fills ${fills.map(({ tradeId }) => tradeId).join(' ')}`);
  };

  onBalances: VenueListener['onBalances'] = (nowUs, queryId, answer) => {
    this.answer(nowUs, queryId, answer, ({ balances, positions }) =>
      [
        ...balances.map(({ asset, free, locked }) => `${asset} ${Number(free)}+${Number(locked)}`),
        ...positions.map(({ instrument, lots }) => `${instrument}:${lots}`),
      ].join(' '),
    );
  };

  onConnection(nowUs: number, up: boolean): void {
    this.write(nowUs, up ? 'up' : 'down');
  }

  private answer<T>(nowUs: number, queryId: number, answer: Answer<T>, text: (value: T) => string): void {
    this.write(nowUs, `#${queryId} ${answer.ok ? text(answer.value) : `failed: ${answer.failed}`}`);
  }

  private write(nowUs: number, text: string): void {
    const line = `${nowUs - START_US} ${text}`;
    this.lines.push(line);
    this.react(line, nowUs);
  }
}
