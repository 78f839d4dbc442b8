const sorted = new Float64Array(8);

/**
 * Weighted mean of the prices that agree (trading.md 3): those that are missing (NaN), and those farther from the
 * median than `maxDivergence` (a fraction of it), are left out.
 *
 * @param prices up to 8 of them
 * @returns NaN when none is left
 */
export function agreedPrice(prices: Float64Array, weights: Float64Array, maxDivergence: number): number {
  const middle = median(prices);
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < prices.length; i++) {
    if (!(Math.abs(prices[i] - middle) <= middle * maxDivergence)) continue;
    sum += prices[i] * weights[i];
    weight += weights[i];
  }
  return sum / weight;
}

/** Median of the numbers among them; of an even number, the mean of the middle two. NaN when there is none. */
function median(prices: Float64Array): number {
  let count = 0;
  for (const price of prices) {
    if (Number.isNaN(price)) continue;
    let at = count++;
    for (; at > 0 && sorted[at - 1] > price; at--) sorted[at] = sorted[at - 1];
    sorted[at] = price;
  }
  return (sorted[(count - 1) >> 1] + sorted[count >> 1]) / 2;
}
