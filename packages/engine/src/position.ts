/**
 * Inventory and cost of one instrument in exact integers, average cost method (trading.md 7).
 *
 * Inventory is in base units, cost and results in quote units. Cost carries the sign of the inventory: what was paid
 * for a long, minus what was received for a short. Realized results are gross of fees.
 */
export class Position {
  inventory = 0n;
  cost = 0n;
  realized = 0n;

  /**
   * Books a change of inventory at a price.
   * @param delta base units, positive = bought
   * @param value quote units of the whole change at its price, positive
   */
  apply(delta: bigint, value: bigint): void {
    if (delta === 0n) return;
    const held = this.inventory;
    const opens = held === 0n || held > 0n === delta > 0n;
    if (opens) {
      this.inventory = held + delta;
      this.cost += delta > 0n ? value : -value;
      return;
    }
    const size = abs(delta);
    const holding = abs(held);
    const reduced = size < holding ? size : holding;
    // Rounded toward zero: the rest keeps the odd unit, so that nothing is lost between it and the result.
    const costPart = (abs(this.cost) * reduced) / holding;
    const valuePart = reduced === size ? value : (value * reduced) / size;
    this.realized += held > 0n ? valuePart - costPart : costPart - valuePart;
    this.cost += held > 0n ? -costPart : costPart;
    this.inventory = held + (delta > 0n ? reduced : -reduced);
    const rest = size - reduced;
    if (rest === 0n) return;
    this.inventory = delta > 0n ? rest : -rest;
    this.cost = delta > 0n ? value - valuePart : valuePart - value;
  }
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
