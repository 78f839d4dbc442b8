/** Which rows are drawn, and the height of those left out above and below. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
  readonly above: number;
  readonly below: number;
}

/** Rows drawn beyond each edge of what is visible. */
const SPARE = 12;

/** All rows have one height, so where each stands is known without measuring. Lengths in px. */
export function rowWindow(options: {
  readonly count: number;
  readonly rowHeight: number;
  readonly scrollTop: number;
  readonly height: number;
}): RowWindow {
  const { count, rowHeight, scrollTop, height } = options;
  const first = Math.min(count, Math.max(0, Math.floor(scrollTop / rowHeight) - SPARE));
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + SPARE);
  return {
    first,
    end: Math.max(first, end),
    above: first * rowHeight,
    below: (count - Math.max(first, end)) * rowHeight,
  };
}
