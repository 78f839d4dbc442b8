import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { Clock } from '@mrmarket/engine/clock';
import type { OrderUpdate, VenueFill } from '@mrmarket/engine/venue';
import type { Instrument, InstrumentSpec } from '@mrmarket/market/instrument';
import type { Levels } from '@mrmarket/market/levels';
import type { Side } from '@mrmarket/market/side';
import type { FeeSchedule, StartBalances } from '@mrmarket/simulator/exchange-account';
import type { ExchangeClient } from '@mrmarket/simulator/exchange-client';
import type { ExchangeOrder } from '@mrmarket/simulator/exchange-order';
import { Exchange } from '@mrmarket/simulator/exchange';
import type { ExchangeNews } from '@mrmarket/simulator/exchange';
import { GeneratedMarket } from '@mrmarket/simulator/generated-market';
import type { MarketListener } from '@mrmarket/simulator/market-source';
import { queueModel } from '@mrmarket/simulator/queue-model';
import { TimedQueue } from '@mrmarket/simulator/timed-queue';
import type { Random } from '@mrmarket/strategy/random';
import { seededRandom } from '@mrmarket/strategy/seeded-random';
import { onLines, sendLine } from './lines.ts';
import type {
  AccountRecord,
  ClientMessage,
  KillStep,
  LevelRow,
  RecordedCommand,
  Refusal,
  ServerMessage,
} from './protocol.ts';

/** The exchange looks at what is due this often, milliseconds. */
const TURN_MS = 2;

export interface ExchangeServerOptions {
  readonly path: string;
  readonly instrument: Instrument;
  readonly startTick: number;
  readonly fees: FeeSchedule;
  /** What each account begins with. */
  readonly balances: StartBalances;
  readonly seed: string;
  /** How many times faster than usual its participants act. */
  readonly pace: number;
  readonly clock: Clock;
}

/** One account and what belongs to it; it outlives its connections. */
interface Member {
  readonly client: ExchangeClient;
  readonly connections: Set<Connection>;
  readonly commands: RecordedCommand[];
  readonly refusals: Refusal[];
  kill: { readonly step: KillStep; readonly pid: number; readonly delayUs: number } | undefined;
}

/** Messages of one lane do not overtake each other; those of different lanes do. */
type Lane = 'requests' | 'news' | 'answers';

interface Connection {
  readonly socket: Socket;
  member: Member | undefined;
  feed: boolean;
  readonly lastUs: Record<Lane, number>;
}

/**
 * A simulated exchange on real time behind a local socket, with a lively generated market. Requests and answers need
 * a small, seeded time each way, so that a client can die in between; orders of a dead client rest and fill on.
 */
export class ExchangeServer {
  private readonly options: ExchangeServerOptions;
  private readonly exchange: Exchange;
  private readonly market: GeneratedMarket;
  private readonly random: Random;
  private readonly members = new Map<string, Member>();
  private readonly connections = new Set<Connection>();
  private readonly queue = new TimedQueue<(nowUs: number) => void>();
  private readonly publicFeed: MarketListener;
  private readonly server: Server;
  private timer: NodeJS.Timeout | undefined;
  private frozen = false;

  constructor(options: ExchangeServerOptions) {
    this.options = options;
    const { instrument, startTick, fees, seed, pace, clock } = options;
    this.random = seededRandom(`${seed}:delays`);
    const market = new GeneratedMarket({ instrument, seed, startTick, startUs: clock.nowUs(), pace });
    this.market = market;
    this.exchange = new Exchange({
      instrument,
      index: 0,
      fees,
      queue: queueModel('riskAverse'),
      partial: true,
      consume: true,
      leverage: 5,
      sink: {
        onNews: this.news.bind(this),
        onFill: this.filled.bind(this),
        onLevel: market.onLevel.bind(market),
        onTrade: market.onTrade.bind(market),
      },
    });
    this.publicFeed = {
      onSnapshot: () => undefined,
      onDepth: this.depth.bind(this),
      onTrade: this.trade.bind(this),
    };
    this.server = createServer((socket) => {
      this.connected(socket);
    });
  }

  /** Resolves once clients can connect. */
  listen(): Promise<void> {
    this.turn();
    this.timer = setInterval(() => {
      this.turn();
    }, TURN_MS);
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.options.path, resolve);
    });
  }

  close(): void {
    clearInterval(this.timer);
    for (const { socket } of this.connections) socket.destroy();
    this.server.close();
  }

  // ---- time ----

  /** Does everything that is due by now, each at its own time. */
  private turn(): void {
    const nowUs = this.options.clock.nowUs();
    const { market, queue } = this;
    for (;;) {
      const marketUs = this.frozen ? Infinity : market.nextExchangeUs();
      const feedUs = market.nextLocalUs();
      const queueUs = queue.nextUs;
      const next = Math.min(marketUs, feedUs, queueUs);
      if (next > nowUs) return;
      if (feedUs === next) market.stepLocal(this.publicFeed, 0);
      else if (marketUs === next) market.stepExchange(this.exchange);
      else queue.take()(next);
    }
  }

  /** Runs something after the lane's delay: mostly short, now and then so long that much happens meanwhile. */
  private later(connection: Connection, lane: Lane, fromUs: number, act: (nowUs: number) => void): void {
    const { random } = this;
    const delayUs = random.next() < 0.1 ? 25_000 * random.next() : 200 + 2_800 * random.next();
    const atUs = Math.max(connection.lastUs[lane], fromUs + Math.ceil(delayUs));
    connection.lastUs[lane] = atUs;
    this.queue.add(atUs, act);
  }

  private say(connection: Connection, lane: Lane, fromUs: number, message: ServerMessage): void {
    this.later(connection, lane, fromUs, () => sendLine(connection.socket, message));
  }

  private tell(client: ExchangeClient, fromUs: number, message: ServerMessage): void {
    const member = this.memberOf(client);
    for (const connection of member.connections) this.say(connection, 'news', fromUs, message);
  }

  // ---- connections ----

  private connected(socket: Socket): void {
    const connection: Connection = {
      socket,
      member: undefined,
      feed: false,
      lastUs: { requests: 0, news: 0, answers: 0 },
    };
    this.connections.add(connection);
    // A client that was killed resets its connection; what it had sent counts all the same.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.connections.delete(connection);
      connection.member?.connections.delete(connection);
    });
    onLines(socket, (line) => {
      this.received(connection, line as ClientMessage);
    });
  }

  private received(connection: Connection, message: ClientMessage): void {
    const nowUs = this.options.clock.nowUs();
    if (message.op === 'hello') {
      const member = this.member(message.account);
      connection.member = member;
      connection.feed = message.feed;
      member.connections.add(connection);
      sendLine(connection.socket, {
        ev: 'welcome',
        instrument: specOf(this.options.instrument),
      } satisfies ServerMessage);
      return;
    }
    const { member } = connection;
    if (!member) throw new Error(`the first message must be hello, got ${message.op}`);
    if (message.op === 'killOn') {
      member.kill = message;
      return;
    }
    if (message.op === 'submit' || message.op === 'cancel' || message.op === 'replace')
      this.step(member, 'received', nowUs);
    this.later(connection, 'requests', nowUs, (atUs) => {
      this.handle(connection, member, message, atUs);
    });
  }

  private handle(connection: Connection, member: Member, message: ClientMessage, nowUs: number): void {
    const { exchange } = this;
    const { client, commands } = member;
    const answer = (what: ServerMessage): void => {
      this.say(connection, 'answers', nowUs, what);
    };
    switch (message.op) {
      case 'submit':
      case 'cancel':
      case 'replace': {
        const { clientId } = message.request;
        commands.push({ op: message.op, clientId, atUs: nowUs });
        if (message.op === 'submit') exchange.submit(client, message.request, nowUs);
        else if (message.op === 'cancel') exchange.cancel(client, clientId, nowUs);
        else exchange.replace(client, message.request, nowUs);
        this.step(member, message.op, nowUs);
        return;
      }
      case 'cancelAll':
        commands.push({ op: 'cancelAll', clientId: '', atUs: nowUs });
        for (const order of exchange.openOrders(client)) exchange.cancel(client, order.clientId, nowUs);
        return;
      case 'snapshot': {
        const book = this.market.snapshot(exchange, nowUs);
        if (book) answer({ ev: 'snapshot', ...book, levels: rows(book.levels) });
        return;
      }
      case 'order': {
        const value = client.orders.get(message.request.clientId)?.describe(0);
        answer({ ev: 'order', queryId: message.queryId, answer: { ok: true, value } });
        return;
      }
      case 'openOrders': {
        const value = exchange.openOrders(client).map((order) => order.describe(0));
        answer({ ev: 'openOrders', queryId: message.queryId, answer: { ok: true, value } });
        return;
      }
      case 'fills': {
        const value = client.fills.filter(({ venueUs }) => venueUs >= message.sinceUs);
        answer({ ev: 'fills', queryId: message.queryId, answer: { ok: true, value } });
        return;
      }
      case 'balances':
        answer({
          ev: 'balances',
          queryId: message.queryId,
          answer: { ok: true, value: client.account.describe() },
        });
        return;
      case 'record':
        answer({ ev: 'record', queryId: message.queryId, record: recordOf(member) });
        return;
      case 'freeze':
        this.frozen = true;
        return;
      case 'hello':
      case 'killOn':
        return;
    }
  }

  private member(name: string): Member {
    let member = this.members.get(name);
    if (!member) {
      const client = this.exchange.addClient(this.options.balances);
      member = { client, connections: new Set(), commands: [], refusals: [], kill: undefined };
      this.members.set(name, member);
    }
    return member;
  }

  private memberOf(client: ExchangeClient): Member {
    for (const member of this.members.values()) if (member.client === client) return member;
    throw new Error(`client ${client.number} has no account`);
  }

  /** Kills whom it was asked to kill at this step. */
  private step(member: Member, step: KillStep, nowUs: number): void {
    const { kill } = member;
    if (kill?.step !== step) return;
    member.kill = undefined;
    if (kill.delayUs === 0) process.kill(kill.pid, 'SIGKILL');
    else this.queue.add(nowUs + kill.delayUs, () => process.kill(kill.pid, 'SIGKILL'));
  }

  // ---- what the exchange says ----

  private news(client: ExchangeClient, order: ExchangeOrder | undefined, news: ExchangeNews): void {
    const { clientId, venueUs, code } = news;
    const refused = news.news === 'rej';
    if (refused) this.memberOf(client).refusals.push({ clientId, code: code ?? '' });
    const terms =
      order && !refused
        ? {
            venueOrderId: order.venueOrderId,
            filledLots: order.filledLots,
            tick: order.tick,
            lots: order.lots,
          }
        : {};
    const update: OrderUpdate = { news: news.news, instrument: 0, clientId, venueUs, code, ...terms };
    this.tell(client, venueUs, { ev: 'update', update });
  }

  private filled(client: ExchangeClient, _order: ExchangeOrder, fill: VenueFill): void {
    this.tell(client, fill.venueUs, { ev: 'fill', fill });
    this.step(this.memberOf(client), 'fill', fill.venueUs);
  }

  private depth(
    _nowUs: number,
    _instrument: number,
    firstId: number,
    lastId: number,
    _previousId: number,
    exchUs: number,
    levels: Levels,
  ): void {
    this.publish({ ev: 'depth', firstId, lastId, exchUs, levels: rows(levels) });
  }

  private trade(
    _nowUs: number,
    _instrument: number,
    tradeId: number,
    exchUs: number,
    tick: number,
    lots: number,
    aggressor: Side,
  ): void {
    this.publish({ ev: 'trade', tradeId, exchUs, tick, lots, aggressor });
  }

  private publish(message: ServerMessage): void {
    for (const { socket, feed } of this.connections) if (feed) sendLine(socket, message);
  }
}

function recordOf({ client, commands, refusals }: Member): AccountRecord {
  const orders = [...client.orders.values()].map((order) => order.describe(0));
  return { orders, fills: client.fills, account: client.account.describe(), commands, refusals };
}

function specOf(instrument: Instrument): InstrumentSpec {
  const { venue, product, symbol, base, quote, tickSize, lotSize, minQty, maxQty, minNotional } = instrument;
  return { venue, product, symbol, base, quote, tickSize, lotSize, minQty, maxQty, minNotional };
}

function rows(levels: Levels): LevelRow[] {
  return Array.from(levels.side, (side, i): LevelRow => [side as Side, levels.tick[i], levels.lots[i]]);
}
