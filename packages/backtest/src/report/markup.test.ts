import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Markup, markup, scriptJson } from './markup.ts';

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

describe('markup', () => {
  it('escapes values in text and attributes, and keeps markup', () => {
    const inner = markup`<b>${'a & b'}</b>`;
    expect(markup`<p title="${`"'>`}">${inner}${[inner, inner]}${7}</p>`.text).toBe(
      '<p title="&quot;&#39;&gt;"><b>a &amp; b</b><b>a &amp; b</b><b>a &amp; b</b>7</p>',
    );
    expect(markup`${new Markup('<i>')}`.text).toBe('<i>');
    expect(markup`${'\0'}`.text).toBe('\ufffd');
  });

  it('lets no value end a tag or an attribute, and loses nothing of it', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('<', '>', '"', "'", '&', ';', '/', '!', '-', '=', ' ', 'a', 'lt', 'amp'),
        }),
        (value) => {
          const { text } = markup`${value}`;
          expect(text).not.toMatch(/[<>"']/);
          expect(unescaped(text)).toBe(value);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('writes JSON that cannot end its script element', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('</script>', '<!--', '<script'), (value, hostile) => {
        const { text } = scriptJson([value, hostile]);
        expect(text).not.toContain('<');
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify([value, hostile])));
      }),
      { numRuns: 3000 },
    );
  });
});
