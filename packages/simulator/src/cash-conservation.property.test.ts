import { parseDecimal } from '@mrmarket/market/decimal';
import type { Instrument } from '@mrmarket/market/instrument';
import { Side } from '@mrmarket/market/side';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeeSchedule } from './exchange-account.ts';
import type { ExchangeClient } from './exchange-client.ts';
import { QUEUE_MODEL_NAMES, queueModel } from './queue-model.ts';
import { TestExchange } from './testing/exchange-log.ts';
import { spot, usdm } from './testing/instruments.ts';
import { play, tradingEvents } from './testing/random-trading.ts';

const SEED = 20240809;
const CLIENTS = 3;
/** On spot 100 lots at a price of 100, so that some orders cannot be paid for. */
const START = { quote: '0.1', base: '0.1' };
/** So poor that a few orders bind everything. */
const POOR = { quote: '0.03', base: '0.03' };
/** Contracts held at the start, so that reduce-only orders have something to reduce, together more than there is. */
const POSITIONS = [20, -20, 0];

interface Money {
  quote: bigint;
  base: bigint;
}

/** What a client holds; contracts count as base, and what they cost as quote already spent. */
function holdings({ account }: ExchangeClient): Money {
  const { instrument } = account;
  return instrument.product === 'spot'
    ? { quote: account.quote, base: account.base }
    : {
        quote: account.quote - account.positionCost,
        base: BigInt(account.positionLots) * instrument.baseUnitsPerLot,
      };
}

function total(parts: readonly Money[]): Money {
  return parts.reduce((sum, { quote, base }) => ({ quote: sum.quote + quote, base: sum.base + base }), {
    quote: 0n,
    base: 0n,
  });
}

/** What fills moved between their two sides, without fees: `side` is who receives. */
function moved(instrument: Instrument, fills: ExchangeClient['fills']): Money {
  return total(
    fills.map(({ side, tick, lots }) => {
      const sign = side === Side.Buy ? 1n : -1n;
      return {
        quote: -sign * BigInt(tick) * BigInt(lots) * instrument.quoteUnitsPerTickLot,
        base: sign * BigInt(lots) * instrument.baseUnitsPerLot,
      };
    }),
  );
}

/** Fees out of the fills' own words, in units, positive = paid. */
function feesReported(instrument: Instrument, fills: ExchangeClient['fills']): Map<string, bigint> {
  const fees = new Map<string, bigint>();
  for (const { feeAsset = '', fee = '' } of fills) {
    const decimals =
      feeAsset === instrument.base
        ? instrument.baseDecimals
        : feeAsset === instrument.quote
          ? instrument.quoteDecimals
          : 8;
    fees.set(feeAsset, (fees.get(feeAsset) ?? 0n) - parseDecimal(fee, decimals));
  }
  return fees;
}

/**
 * What the external market got: the other side of every trade that only one client took part in. In a trade with two
 * clients they must be each other's other side.
 */
function external(instrument: Instrument, clients: readonly ExchangeClient[]): Money {
  const byTrade = new Map<string, ExchangeClient['fills']>();
  for (const { fills } of clients)
    for (const fill of fills) byTrade.set(fill.tradeId, [...(byTrade.get(fill.tradeId) ?? []), fill]);
  const alone: ExchangeClient['fills'] = [];
  for (const [tradeId, fills] of byTrade) {
    if (fills.length === 1) alone.push(fills[0]);
    else {
      const [a, b] = fills;
      if (
        fills.length > 2 ||
        a.side === b.side ||
        a.tick !== b.tick ||
        a.lots !== b.lots ||
        a.maker === b.maker
      )
        expect.fail(`trade ${tradeId}: ${JSON.stringify(fills)}`);
    }
  }
  const gained = moved(instrument, alone);
  return { quote: -gained.quote, base: -gained.base };
}

function same<T>(what: string, found: T, wanted: T): void {
  if (found !== wanted) expect.fail(`${what}: ${String(found)} instead of ${String(wanted)}`);
}

/** What open orders bind. */
function bound(instrument: Instrument, client: ExchangeClient): Money {
  const money: Money = { quote: 0n, base: 0n };
  if (instrument.product !== 'spot') return money;
  for (const { status, side, tick, openLots } of client.orders.values()) {
    if (status !== 'open') continue;
    if (side === Side.Buy) money.quote += BigInt(tick) * BigInt(openLots) * instrument.quoteUnitsPerTickLot;
    else money.base += BigInt(openLots) * instrument.baseUnitsPerLot;
  }
  return money;
}

const schedules = fc.record({
  maker: fc.constantFrom('0', '0.001', '-0.0005', '0.000123'),
  taker: fc.constantFrom('0.001', '0.000777'),
  asset: fc.constantFrom<FeeSchedule['asset']>('received', 'quote', { token: 'BNB', price: '523.7' }),
});

const rules = fc.record({
  instrument: fc.constantFrom(spot, usdm),
  fees: schedules,
  queue: fc.constantFrom(...QUEUE_MODEL_NAMES).map((name) => queueModel(name)),
  partial: fc.boolean(),
  consume: fc.boolean(),
});

describe('Exchange', () => {
  it('F49 conserves cash: clients, external market and fees together never change', () => {
    let fills = 0;
    let between = 0;
    fc.assert(
      fc.property(
        rules,
        fc.array(tradingEvents(CLIENTS), { minLength: 40, maxLength: 60 }),
        ({ instrument, ...options }, events) => {
          const world = new TestExchange(instrument, options);
          const clients = POSITIONS.map((positionLots) => world.client({ ...START, positionLots }));
          const start = total(clients.map(holdings));
          let nowUs = 1_000_000;
          for (const event of events) {
            nowUs += event.laterUs;
            play({ exchange: world.exchange, clients }, event, nowUs);

            const fees: Money = { quote: 0n, base: 0n };
            for (const client of clients) {
              const { account } = client;
              const reported = feesReported(instrument, client.fills);
              for (const [asset, units] of reported) {
                same(`fees in ${asset}`, account.feesTaken.get(asset), units);
                if (asset === instrument.quote) fees.quote += units;
                else if (asset === instrument.base) fees.base += units;
                else same(asset, account.tokens.get(asset), -units);
              }
              same('assets with fees', account.feesTaken.size, reported.size);
              const { quote, base } = bound(instrument, client);
              same('locked quote', account.lockedQuote, quote);
              same('locked base', account.lockedBase, base);
            }
            const all = total([...clients.map(holdings), external(instrument, clients), fees]);
            same('quote of all', all.quote, start.quote);
            same('base of all', all.base, start.base);
          }
          fills += clients.reduce((sum, client) => sum + client.fills.length, 0);
          const ids = clients.flatMap((client) => client.fills.map(({ tradeId }) => tradeId));
          between += ids.length - new Set(ids).size;
        },
      ),
      { numRuns: 2000, seed: SEED },
    );
    // The sequences did trade, with the market and with each other.
    expect(fills).toBeGreaterThan(15_000);
    expect(between).toBeGreaterThan(1_000);
  });

  it('F49 never lets a client spend what it does not have', () => {
    fc.assert(
      fc.property(
        fc.record({ maker: fc.constantFrom('0', '0.001'), taker: fc.constant('0.001') }),
        fc.array(tradingEvents(CLIENTS), { minLength: 40, maxLength: 60 }),
        (rates, events) => {
          const world = new TestExchange(spot, { fees: { ...rates, asset: 'received' } });
          const clients = Array.from({ length: CLIENTS }, () => world.client(POOR));
          let nowUs = 1_000_000;
          for (const event of events) {
            nowUs += event.laterUs;
            play({ exchange: world.exchange, clients }, event, nowUs);
            for (const { account } of clients) {
              if (account.lockedQuote < 0n || account.quote < account.lockedQuote)
                expect.fail(`${account.quote} quote, ${account.lockedQuote} locked`);
              if (account.lockedBase < 0n || account.base < account.lockedBase)
                expect.fail(`${account.base} base, ${account.lockedBase} locked`);
            }
          }
        },
      ),
      { numRuns: 1000, seed: SEED },
    );
  });
});
