/** The plain fields of a summary as text, for people and logs; bytes, lists and what is absent are left out. */
export function textOf(summary: object): Record<string, string> {
  const text: Record<string, string> = {};
  for (const [name, value] of Object.entries(summary) as [string, unknown][])
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
      text[name] = String(value);
  return text;
}
