/**
 * Whole digits in groups of three: `1234567` → `1,234,567`, as all languages of the console write them. `Intl` says the
 * same, but the first of its formatters costs a phone a tenth of a second of each page.
 */
export function groupDigits(digits: string): string {
  return digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}
