import { formatPrice, formatQty } from './decimal.ts';
import type { Instrument } from './instrument.ts';
import type { Levels } from './levels.ts';
import { MessageKind, type Recording } from './recording.ts';
import { Side } from './side.ts';

/** Times before are not told apart from ms when they are read again: 2001-09-09. */
const EARLIEST_US = 1e15;
const LATEST_US = 1e16;

/**
 * Writes messages in the line format that `readBinanceCapture` reads, so that a run can be replayed. Times carry
 * their clock offset already: read them back with `clockOffsetNs: 0n`, and columns come back as they were.
 *
 * Exchange times in whole ms are written as ms, others as µs. Ids, prices and quantities are those of the instrument;
 * an offset or a quantity that was rounded when it was first read does not return to what the venue sent.
 */
export class CaptureWriter {
  private readonly instrument: Instrument;
  private readonly write: (line: string) => void;
  private readonly usdm: boolean;
  private readonly stream: string;

  /** @param write takes one line, newline included */
  constructor(instrument: Instrument, write: (line: string) => void) {
    this.instrument = instrument;
    this.write = write;
    this.usdm = instrument.product === 'usdm';
    this.stream = instrument.symbol.toLowerCase();
  }

  /** A full book. @throws RangeError for a time before 2001 or after 2286 */
  snapshot(localUs: number, lastId: number, exchUs: number, levels: Levels, from: number, to: number): void {
    const times = this.usdm || exchUs !== localUs ? `,"E":${time(exchUs)},"T":${time(exchUs)}` : '';
    const bids = this.rows(Side.Buy, levels, from, to);
    const asks = this.rows(Side.Sell, levels, from, to);
    this.line(localUs, `{"lastUpdateId":${lastId}${times},"bids":[${bids}],"asks":[${asks}]}`);
  }

  /** A change of the book. @throws RangeError for a time before 2001 or after 2286 */
  depth(
    localUs: number,
    firstId: number,
    lastId: number,
    previousId: number,
    exchUs: number,
    levels: Levels,
    from: number,
    to: number,
  ): void {
    const { symbol } = this.instrument;
    const transaction = this.usdm ? `,"T":${time(exchUs)}` : '';
    const previous = this.usdm ? `,"pu":${previousId}` : '';
    this.record(
      localUs,
      'depth',
      `"e":"depthUpdate","E":${time(exchUs)}${transaction},"s":"${symbol}","U":${firstId},"u":${lastId}${previous},` +
        `"b":[${this.rows(Side.Buy, levels, from, to)}],"a":[${this.rows(Side.Sell, levels, from, to)}]`,
    );
  }

  /** A public trade; `aggressor` is the taker's side. @throws RangeError for a time before 2001 or after 2286 */
  trade(localUs: number, id: number, exchUs: number, tick: number, lots: number, aggressor: Side): void {
    const at = time(exchUs);
    const { symbol } = this.instrument;
    const terms = `"s":"${symbol}","t":${id},"p":"${this.price(tick)}","q":"${this.qty(lots)}"`;
    const maker = aggressor === Side.Sell;
    this.record(
      localUs,
      'trade',
      this.usdm
        ? `"e":"trade","E":${at},"T":${at},${terms},"X":"MARKET","m":${maker}`
        : `"e":"trade","E":${at},${terms},"T":${at},"m":${maker},"M":true`,
    );
  }

  /** A best-bid/ask record. @throws RangeError for a time before 2001 or after 2286 */
  bestBidAsk(
    localUs: number,
    id: number,
    exchUs: number,
    bidTick: number,
    bidLots: number,
    askTick: number,
    askLots: number,
  ): void {
    const bid = `"b":"${this.price(bidTick)}","B":"${this.qty(bidLots)}"`;
    const ask = `"a":"${this.price(askTick)}","A":"${this.qty(askLots)}"`;
    const event = this.usdm ? '"e":"bookTicker",' : '';
    const times = this.usdm || exchUs !== localUs ? `,"T":${time(exchUs)},"E":${time(exchUs)}` : '';
    this.record(
      localUs,
      'bookTicker',
      `${event}"u":${id},"s":"${this.instrument.symbol}",${bid},${ask}${times}`,
    );
  }

  /** All messages of a recording, in file order. */
  recording(recording: Recording): void {
    const { kind, exchUs, localUs, firstId, lastId, previousId, firstLevel, levels } = recording;
    for (let m = 0; m < recording.length; m++) {
      const from = firstLevel[m];
      const to = firstLevel[m + 1];
      switch (kind[m] as MessageKind) {
        case MessageKind.Snapshot:
          this.snapshot(localUs[m], lastId[m], exchUs[m], levels, from, to);
          break;
        case MessageKind.Depth:
          this.depth(localUs[m], firstId[m], lastId[m], previousId[m], exchUs[m], levels, from, to);
          break;
        case MessageKind.Trade:
          this.trade(
            localUs[m],
            lastId[m],
            exchUs[m],
            levels.tick[from],
            levels.lots[from],
            levels.side[from] as Side,
          );
          break;
        case MessageKind.BestBidAsk:
          this.bestBidAsk(
            localUs[m],
            lastId[m],
            exchUs[m],
            levels.tick[from],
            levels.lots[from],
            levels.tick[from + 1],
            levels.lots[from + 1],
          );
      }
    }
  }

  private record(localUs: number, kind: string, fields: string): void {
    this.line(localUs, `{"stream":"${this.stream}@${kind}","data":{${fields}}}`);
  }

  private line(localUs: number, json: string): void {
    this.write(`${inRange(localUs)}000 ${json}\n`);
  }

  private rows(side: Side, levels: Levels, from: number, to: number): string {
    let rows = '';
    for (let i = from; i < to; i++) {
      if (levels.side[i] !== side) continue;
      rows += `${rows === '' ? '' : ','}["${this.price(levels.tick[i])}","${this.qty(levels.lots[i])}"]`;
    }
    return rows;
  }

  private price(tick: number): string {
    return formatPrice(this.instrument, tick);
  }

  private qty(lots: number): string {
    return formatQty(this.instrument, lots);
  }
}

/** ms where it is a whole number of them, else µs. */
function time(us: number): number {
  return inRange(us) % 1000 === 0 ? us / 1000 : us;
}

function inRange(us: number): number {
  if (us >= EARLIEST_US && us < LATEST_US) return us;
  throw new RangeError(`a capture holds times from 2001 to 2286, in µs; got ${us}`);
}
