const RECORDS = 1024;
const TOPS = 256;

/**
 * Compares the top of a rebuilt book with the best-bid/ask stream of the venue, matched by update id and not by
 * arrival: after the depth message that ends with id u the top must equal the record with the largest id ≤ u. That
 * record is known once one with id ≥ u has come, so either side may wait for the other.
 *
 * A burst may leave ids out of the best-bid/ask stream (two of 6,493 messages in recorded spot data), so one
 * difference proves nothing; `inARow` counts those that follow each other.
 */
export class TopCheck {
  /** Tops that were compared. */
  compared = 0;
  /** Tops that differed. */
  different = 0;
  /** Tops that differed since the last equal one. */
  inARow = 0;
  private readonly recordId = new Float64Array(RECORDS);
  private readonly record = new Float64Array(RECORDS * 4);
  private records = 0;
  private readonly topId = new Float64Array(TOPS);
  private readonly top = new Float64Array(TOPS * 4);
  private firstTop = 0;
  private tops = 0;

  /** Whether any record has come; without one there is nothing to compare with. */
  get active(): boolean {
    return this.records > 0;
  }

  /** A best-bid/ask record. Ids must rise; others are dropped. */
  onRecord(id: number, bidTick: number, bidLots: number, askTick: number, askLots: number): void {
    const { records } = this;
    if (records > 0 && id <= this.recordId[(records - 1) % RECORDS]) return;
    write(this.record, records % RECORDS, bidTick, bidLots, askTick, askLots);
    this.recordId[records % RECORDS] = id;
    this.records = records + 1;
    while (this.firstTop < this.tops && this.topId[this.firstTop % TOPS] <= id) {
      this.compare(this.firstTop % TOPS);
      this.firstTop++;
    }
  }

  /** The public top of the book after the depth message that ends with `id`. */
  onTop(id: number, bidTick: number, bidLots: number, askTick: number, askLots: number): void {
    const row = this.tops % TOPS;
    write(this.top, row, bidTick, bidLots, askTick, askLots);
    this.topId[row] = id;
    this.tops++;
    if (this.records > 0 && this.recordId[(this.records - 1) % RECORDS] >= id) {
      this.compare(row);
      this.firstTop = this.tops;
    } else if (this.tops - this.firstTop > TOPS) this.firstTop++;
  }

  /** The book was lost: what waits belongs to the old one. Records are facts of the venue and stay. */
  restart(): void {
    this.firstTop = this.tops;
    this.inARow = 0;
  }

  private compare(row: number): void {
    const id = this.topId[row];
    const oldest = Math.max(0, this.records - RECORDS);
    let r = this.records - 1;
    while (r >= oldest && this.recordId[r % RECORDS] > id) r--;
    // Without a record at or before it, this top cannot be judged.
    if (r < oldest) return;
    this.compared++;
    const a = (r % RECORDS) * 4;
    const b = row * 4;
    const { record, top } = this;
    if (
      record[a] === top[b] &&
      record[a + 1] === top[b + 1] &&
      record[a + 2] === top[b + 2] &&
      record[a + 3] === top[b + 3]
    ) {
      this.inARow = 0;
    } else {
      this.different++;
      this.inARow++;
    }
  }
}

function write(
  rows: Float64Array,
  row: number,
  bidTick: number,
  bidLots: number,
  askTick: number,
  askLots: number,
): void {
  const at = row * 4;
  rows[at] = bidTick;
  rows[at + 1] = bidLots;
  rows[at + 2] = askTick;
  rows[at + 3] = askLots;
}
