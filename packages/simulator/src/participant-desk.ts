import type { Side } from '@mrmarket/market/side';
import type { ExchangeClient } from './exchange-client.ts';
import type { Exchange } from './exchange.ts';
import type { TradingDesk } from './participants.ts';

/** A participant's access to the exchange. It numbers its orders from 1, and its requests arrive at once. */
export class ParticipantDesk implements TradingDesk {
  private readonly exchange: Exchange;
  private readonly client: ExchangeClient;
  private readonly nowUs: () => number;
  private orders = 0;

  constructor(exchange: Exchange, client: ExchangeClient, nowUs: () => number) {
    this.exchange = exchange;
    this.client = client;
    this.nowUs = nowUs;
  }

  get bestBid(): number {
    return this.exchange.bestBid;
  }

  get bestAsk(): number {
    return this.exchange.bestAsk;
  }

  rest(side: Side, tick: number, lots: number): number {
    return this.send(side, { tick, lots, timeInForce: 'GTC' });
  }

  take(side: Side, tick: number, lots: number): void {
    this.send(side, { tick, lots, timeInForce: 'IOC' });
  }

  cancel(order: number): void {
    this.exchange.cancel(this.client, String(order), this.nowUs());
  }

  private send(side: Side, terms: { tick: number; lots: number; timeInForce: 'GTC' | 'IOC' }): number {
    const order = ++this.orders;
    const request = {
      instrument: 0,
      clientId: String(order),
      side,
      postOnly: false,
      reduceOnly: false,
      ...terms,
    };
    this.exchange.submit(this.client, request, this.nowUs());
    return order;
  }
}
