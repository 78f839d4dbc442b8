/** Markup that is safe to put into a page as it stands. */
export class Markup {
  readonly text: string;

  /** @param text trusted markup; anything that came from outside goes through `markup` instead */
  constructor(text: string) {
    this.text = text;
  }
}

export type MarkupValue = string | number | Markup | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\0': '\ufffd',
};

/**
 * A template of markup whose values are escaped, in text and in quoted attributes alike; values that are markup
 * already are kept.
 *
 * @example markup`<td title="${name}">${value}</td>`
 */
export function markup(parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  let text = parts[0];
  for (let i = 0; i < values.length; i++) text += escaped(values[i]) + parts[i + 1];
  return new Markup(text);
}

/** JSON that cannot end the script element it stands in. */
export function scriptJson(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

function escaped(value: MarkupValue): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map((part) => part.text).join('');
  return String(value).replace(/[&<>"'\0]/g, (character) => ENTITIES[character]);
}
