import type { Instrument } from '@mrmarket/market/instrument';
import type { Levels } from '@mrmarket/market/levels';
import { MessageKind } from '@mrmarket/market/recording';
import type { Recording } from '@mrmarket/market/recording';
import { Exchange } from '../exchange.ts';
import { GeneratedMarket } from '../generated-market.ts';
import type { MarketListener } from '../market-source.ts';
import { queueModel } from '../queue-model.ts';
import { ExchangeLog } from './exchange-log.ts';

/** A message as it arrived. */
export interface RecordedMessage {
  readonly kind: MessageKind;
  readonly exchUs: number;
  readonly localUs: number;
  readonly firstId: number;
  readonly lastId: number;
  readonly previousId: number;
  readonly levels: Levels;
}

/** Columns of messages in the order of their arrival. */
export function toRecording(instrument: Instrument, messages: readonly RecordedMessage[]): Recording {
  const firstLevel = [0];
  for (const { levels } of messages) firstLevel.push((firstLevel.at(-1) ?? 0) + levels.side.length);
  const byExchange = messages
    .map((_, m) => m)
    .sort((a, b) => messages[a].exchUs - messages[b].exchUs || a - b);
  return {
    instrument,
    length: messages.length,
    kind: Uint8Array.from(messages, ({ kind }) => kind),
    exchUs: Float64Array.from(messages, ({ exchUs }) => exchUs),
    localUs: Float64Array.from(messages, ({ localUs }) => localUs),
    firstId: Float64Array.from(messages, ({ firstId }) => firstId),
    lastId: Float64Array.from(messages, ({ lastId }) => lastId),
    previousId: Float64Array.from(messages, ({ previousId }) => previousId),
    firstLevel: Uint32Array.from(firstLevel),
    levels: {
      side: Uint8Array.from(messages.flatMap(({ levels }) => [...levels.side])),
      tick: Int32Array.from(messages.flatMap(({ levels }) => [...levels.tick])),
      lots: Float64Array.from(messages.flatMap(({ levels }) => [...levels.lots])),
    },
    exchangeOrder: Uint32Array.from(byExchange),
    dataHash: '',
    clockOffsetNs: 0n,
    sources: [],
    notes: [],
  };
}

/** The other way round, without best-bid/ask records. */
export function toMessages(recording: Recording): RecordedMessage[] {
  const { kind, exchUs, localUs, firstId, lastId, previousId, firstLevel, levels } = recording;
  return Array.from({ length: recording.length }, (_, m): RecordedMessage => ({
    kind: kind[m] as MessageKind,
    exchUs: exchUs[m],
    localUs: localUs[m],
    firstId: firstId[m],
    lastId: lastId[m],
    previousId: previousId[m],
    levels: {
      side: levels.side.slice(firstLevel[m], firstLevel[m + 1]),
      tick: levels.tick.slice(firstLevel[m], firstLevel[m + 1]),
      lots: levels.lots.slice(firstLevel[m], firstLevel[m + 1]),
    },
  })).filter((message) => message.kind !== MessageKind.BestBidAsk);
}

/** What the public sees of a generated market for some seconds, from a snapshot on. */
export function recordGenerated(
  instrument: Instrument,
  terms: { seed: string; startTick: number; startUs: number; seconds: number },
): Recording {
  const { startUs, seconds } = terms;
  const market = new GeneratedMarket({ instrument, ...terms });
  const log = new ExchangeLog();
  const exchange = new Exchange({
    instrument,
    index: 0,
    fees: { maker: '0', taker: '0', asset: 'quote' },
    queue: queueModel('riskAverse'),
    partial: true,
    consume: true,
    leverage: 1,
    sink: {
      onNews: log.onNews.bind(log),
      onFill: log.onFill.bind(log),
      onTrade: market.onTrade.bind(market),
      onLevel: market.onLevel.bind(market),
    },
  });
  while (market.nextExchangeUs() <= startUs) market.stepExchange(exchange);
  market.skipLocal(startUs);
  const snapshot = market.snapshot(exchange, startUs);
  if (!snapshot) throw new Error('the market has not begun');
  const messages: RecordedMessage[] = [
    {
      kind: MessageKind.Snapshot,
      exchUs: startUs,
      localUs: startUs + 1000,
      firstId: 0,
      lastId: snapshot.lastId,
      previousId: 0,
      levels: snapshot.levels,
    },
  ];
  const listener: MarketListener = {
    onSnapshot: () => undefined,
    onDepth: (localUs, _index, firstId, lastId, previousId, exchUs, levels) => {
      const kind = MessageKind.Depth;
      messages.push({ kind, exchUs, localUs, firstId, lastId, previousId, levels });
    },
    onTrade: (localUs, _index, tradeId, exchUs, tick, lots, aggressor) => {
      messages.push({
        kind: MessageKind.Trade,
        exchUs,
        localUs,
        firstId: tradeId,
        lastId: tradeId,
        previousId: 0,
        levels: {
          side: Uint8Array.of(aggressor),
          tick: Int32Array.of(tick),
          lots: Float64Array.of(lots),
        },
      });
    },
  };
  while (market.nextExchangeUs() <= startUs + seconds * 1e6) market.stepExchange(exchange);
  while (market.nextLocalUs() !== Infinity) market.stepLocal(listener, 0);
  return toRecording(
    instrument,
    messages.filter(({ exchUs }) => exchUs >= startUs),
  );
}
