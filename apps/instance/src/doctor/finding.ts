/** What one look of `mrm doctor` found. */
export interface Finding {
  readonly name: string;
  readonly state: 'pass' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do about it; empty where nothing has to be done. */
  readonly fix: string;
}

export function pass(name: string, detail: string): Finding {
  return { name, state: 'pass', detail, fix: '' };
}

export function warn(name: string, detail: string, fix: string): Finding {
  return { name, state: 'warn', detail, fix };
}

export function fail(name: string, detail: string, fix: string): Finding {
  return { name, state: 'fail', detail, fix };
}

/** A look that cannot be done is a finding as well, and the others go on. */
export async function look(
  name: string,
  fix: string,
  read: () => Finding | readonly Finding[] | Promise<Finding | readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return [await read()].flat();
  } catch (error) {
    return [fail(name, error instanceof Error ? error.message : String(error), fix)];
  }
}
