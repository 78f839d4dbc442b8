/** Things that fall due, earliest first; those of one time in the order they were put in. */
export class TimedQueue<T> {
  private readonly items: { readonly atUs: number; readonly item: T }[] = [];
  private head = 0;

  get nextUs(): number {
    return this.items[this.head]?.atUs ?? Infinity;
  }

  add(atUs: number, item: T): void {
    let at = this.items.length;
    while (at > this.head && (this.items[at - 1]?.atUs ?? 0) > atUs) at--;
    if (at === this.items.length) this.items.push({ atUs, item });
    else this.items.splice(at, 0, { atUs, item });
  }

  take(): T {
    const entry = this.items[this.head++];
    if (!entry) throw new RangeError('nothing is due');
    if (this.head > 64 && this.head * 2 > this.items.length) {
      this.items.splice(0, this.head);
      this.head = 0;
    }
    return entry.item;
  }
}
