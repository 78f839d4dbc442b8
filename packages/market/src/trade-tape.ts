import { Side } from './side.ts';

/**
 * The last trades of one instrument, as a ring of columns. Trade k of the instrument's life (`k < count`, and not
 * older than `size` trades) is in row `k & mask`.
 */
export class TradeTape {
  /** Trades the ring holds. */
  readonly size: number;
  readonly mask: number;
  readonly tick: Int32Array;
  readonly lots: Float64Array;
  /** `Side` of the taker. */
  readonly aggressor: Uint8Array;
  readonly exchUs: Float64Array;
  readonly localUs: Float64Array;
  readonly id: Float64Array;
  /** Trades taken in so far, duplicates left out. */
  count = 0;
  /** Trades dropped because their id was not above the last one. */
  duplicates = 0;
  /** The last trade; tick 0 and id -1 before the first. */
  lastTick = 0;
  lastLots = 0;
  lastAggressor: Side = Side.Buy;
  lastExchUs = 0;
  lastLocalUs = 0;
  lastId = -1;

  /**
   * @param size trades to keep, a power of two
   * @throws RangeError for any other size
   */
  constructor(size = 1024) {
    if (!Number.isInteger(size) || size < 1 || size > 2 ** 24 || (size & (size - 1)) !== 0) {
      throw new RangeError(`a trade tape holds a power of two of trades up to 2^24, got ${size}`);
    }
    this.size = size;
    this.mask = size - 1;
    this.tick = new Int32Array(size);
    this.lots = new Float64Array(size);
    this.aggressor = new Uint8Array(size);
    this.exchUs = new Float64Array(size);
    this.localUs = new Float64Array(size);
    this.id = new Float64Array(size);
  }

  /** Takes in a trade; false when it was a duplicate (its id is not above the last one). */
  add(id: number, exchUs: number, localUs: number, tick: number, lots: number, aggressor: Side): boolean {
    if (id <= this.lastId) {
      this.duplicates++;
      return false;
    }
    const i = this.count & this.mask;
    this.tick[i] = this.lastTick = tick;
    this.lots[i] = this.lastLots = lots;
    this.aggressor[i] = this.lastAggressor = aggressor;
    this.exchUs[i] = this.lastExchUs = exchUs;
    this.localUs[i] = this.lastLocalUs = localUs;
    this.id[i] = this.lastId = id;
    this.count++;
    return true;
  }

  /** Forgets everything. */
  clear(): void {
    this.count = 0;
    this.duplicates = 0;
    this.lastTick = this.lastLots = this.lastExchUs = this.lastLocalUs = 0;
    this.lastAggressor = Side.Buy;
    this.lastId = -1;
  }
}
