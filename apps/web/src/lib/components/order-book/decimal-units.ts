/**
 * A decimal string as a whole number of units of 10^-decimals; further digits are cut off. For sums of what is shown:
 * the book adds 40 quantities a frame, and floating point would show its rounding.
 */
export function toUnits(text: string, decimals: number): bigint {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const units = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return negative ? -units : units;
}

/** Units of 10^-decimals as text with all its decimals and groups of three: `1234500n, 2` → `12,345.00`. */
export function showUnits(units: bigint, decimals: number): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(decimals + 1, '0');
  const whole = groupDigits(digits.slice(0, digits.length - decimals));
  const sign = negative ? '\u2212' : '';
  return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`;
}

/** All four languages of the console group by three with a comma, so the book needs no Intl in its hot path. */
function groupDigits(digits: string): string {
  let text = '';
  for (let end = digits.length; end > 0; end -= 3) {
    const group = digits.slice(Math.max(0, end - 3), end);
    text = text === '' ? group : `${group},${text}`;
  }
  return text;
}
