import type { SubmitRequest, VenueFill } from '@mrmarket/engine/venue';
import { Side } from '@mrmarket/market/side';
import type { Instrument } from '@mrmarket/market/instrument';
import type { StartBalances } from '../exchange-account.ts';
import type { ExchangeClient } from '../exchange-client.ts';
import type { ExchangeOrder } from '../exchange-order.ts';
import { Exchange } from '../exchange.ts';
import type { ExchangeNews, ExchangeOptions, ExchangeSink } from '../exchange.ts';
import { queueModel } from '../queue-model.ts';
import { makeLevels } from './make-levels.ts';
import type { Row } from './make-levels.ts';

/** Writes down what an exchange says, one line each. */
export class ExchangeLog implements ExchangeSink {
  readonly lines: string[] = [];
  readonly trades: { tradeId: number; tick: number; lots: number; aggressor: Side }[] = [];

  onNews(client: ExchangeClient, _order: ExchangeOrder | undefined, news: ExchangeNews): void {
    const code = news.code === undefined ? '' : ` ${news.code}`;
    this.lines.push(`${client.number}:${news.clientId} ${news.news}${code}`);
  }

  onFill(client: ExchangeClient, _order: ExchangeOrder, fill: VenueFill): void {
    const role = fill.maker ? 'maker' : 'taker';
    this.lines.push(`${client.number}:${fill.clientId} ${role} ${fill.lots}@${fill.tick}`);
  }

  onTrade(tradeId: number, _venueUs: number, tick: number, lots: number, aggressor: Side): void {
    this.trades.push({ tradeId, tick, lots, aggressor });
  }

  /** The lines since the last call. */
  take(): string[] {
    return this.lines.splice(0);
  }
}

const RICH: StartBalances = { quote: '1000000000', base: '1000000' };

/** An exchange with its log, and short words for what happens to it. Time goes on by 1 µs with each call. */
export class TestExchange {
  readonly log = new ExchangeLog();
  readonly exchange: Exchange;
  nowUs = 1_000_000;

  constructor(instrument: Instrument, options: Partial<ExchangeOptions> = {}) {
    this.exchange = new Exchange({
      instrument,
      index: 0,
      fees: { maker: '0', taker: '0', asset: 'quote' },
      queue: queueModel('riskAverse'),
      partial: true,
      consume: true,
      leverage: 5,
      sink: this.log,
      ...options,
    });
  }

  client(start: StartBalances = RICH): ExchangeClient {
    return this.exchange.addClient(start);
  }

  buy(client: ExchangeClient, clientId: string, row: Row, more: Partial<SubmitRequest> = {}): string[] {
    return this.submit(client, Side.Buy, clientId, row, more);
  }

  sell(client: ExchangeClient, clientId: string, row: Row, more: Partial<SubmitRequest> = {}): string[] {
    return this.submit(client, Side.Sell, clientId, row, more);
  }

  cancel(client: ExchangeClient, clientId: string): string[] {
    this.exchange.cancel(client, clientId, ++this.nowUs);
    return this.log.take();
  }

  replace(client: ExchangeClient, clientId: string, [tick, lots]: Row): string[] {
    this.exchange.replace(client, { instrument: 0, clientId, tick, lots }, ++this.nowUs);
    return this.log.take();
  }

  depth(bids: readonly Row[], asks: readonly Row[] = []): string[] {
    const levels = makeLevels(bids, asks);
    this.exchange.externalDepth(levels, 0, levels.side.length, ++this.nowUs);
    return this.log.take();
  }

  snapshot(bids: readonly Row[], asks: readonly Row[] = []): string[] {
    const levels = makeLevels(bids, asks);
    this.exchange.externalSnapshot(levels, 0, levels.side.length, ++this.nowUs);
    return this.log.take();
  }

  /** External sellers hit bids at a price. */
  sold([tick, lots]: Row): string[] {
    this.exchange.externalTrade(tick, lots, Side.Sell, ++this.nowUs);
    return this.log.take();
  }

  /** External buyers lift asks at a price. */
  bought([tick, lots]: Row): string[] {
    this.exchange.externalTrade(tick, lots, Side.Buy, ++this.nowUs);
    return this.log.take();
  }

  private submit(
    client: ExchangeClient,
    side: Side,
    clientId: string,
    [tick, lots]: Row,
    more: Partial<SubmitRequest>,
  ): string[] {
    this.exchange.submit(
      client,
      {
        instrument: 0,
        clientId,
        side,
        tick,
        lots,
        postOnly: false,
        reduceOnly: false,
        timeInForce: 'GTC',
        ...more,
      },
      ++this.nowUs,
    );
    return this.log.take();
  }
}
