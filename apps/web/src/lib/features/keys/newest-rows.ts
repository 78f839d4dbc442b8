/** Rows of one answer; the most the API gives. */
export const PAGE = 200;

interface Row {
  readonly seq: number;
}

/**
 * The newest page of a list that can only be read oldest first, by the number to go on after. It leaps ahead while
 * there are rows, twice as far each time, and then half as far each time: some thirty reads for a million rows.
 */
export async function newestRows<R extends Row>(
  read: (after: number) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  const first = await read(0);
  if (first.length < PAGE) return first;
  let last = first.at(-1)?.seq ?? 0;
  const leapTo = async (rows: number): Promise<boolean> => {
    const found = (await read(last + rows)).at(-1);
    last = found?.seq ?? last;
    return found !== undefined;
  };
  let leap = PAGE;
  while (await leapTo(leap)) leap *= 2;
  for (; leap >= 1; leap = Math.floor(leap / 2)) await leapTo(leap);
  // A leap of one passes over one row.
  await leapTo(0);
  return read(last - PAGE);
}
