/**
 * Indexes of messages in exchange-time order, file order within one time.
 *
 * Streams of one venue are each nearly in order and mixed with small displacements, so this is a merge of ascending
 * runs: few runs are long ones, and a column that is in order already costs one look.
 */
export function exchangeOrder(exchUs: Float64Array): Uint32Array {
  const n = exchUs.length;
  let order = Uint32Array.from({ length: n }, (_, i) => i);
  let spare = new Uint32Array(n);
  for (;;) {
    let runs = 0;
    let at = 0;
    while (at < n) {
      const middle = runEnd(exchUs, order, at);
      const end = middle < n ? runEnd(exchUs, order, middle) : n;
      merge(exchUs, order, spare, at, middle, end);
      at = end;
      runs++;
    }
    [order, spare] = [spare, order];
    if (runs <= 1) return order;
  }
}

/** End of the ascending run that starts at `from`. */
function runEnd(exchUs: Float64Array, order: Uint32Array, from: number): number {
  let i = from + 1;
  while (i < order.length && exchUs[order[i - 1]] <= exchUs[order[i]]) i++;
  return i;
}

function merge(
  exchUs: Float64Array,
  order: Uint32Array,
  into: Uint32Array,
  from: number,
  middle: number,
  end: number,
): void {
  let left = from;
  let right = middle;
  for (let k = from; k < end; k++) {
    // The left run comes first within one time: that keeps file order.
    if (right >= end || (left < middle && exchUs[order[left]] <= exchUs[order[right]]))
      into[k] = order[left++];
    else into[k] = order[right++];
  }
}
