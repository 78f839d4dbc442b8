import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

type Rgb = readonly [number, number, number];

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
const blocks = [...css.matchAll(/(:root[^{]*)\{([^}]*)\}/g)].map(([, selector = '', body = '']) => ({
  selector: selector.trim(),
  tokens: new Map(
    [...body.matchAll(/--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)].map(([, name = '', l, c, h]) => [
      name,
      linear(Number(l), Number(c), Number(h)),
    ]),
  ),
}));

/** The tokens of a look: those of the plain root, then what its theme and palette change. */
function look(theme: 'light' | 'dark', palette: string): Map<string, Rgb> {
  const wanted = [
    ':root',
    ...(theme === 'dark' ? [":root[data-theme='dark']"] : []),
    `:root[data-palette='${palette}']`,
    ...(theme === 'dark' ? [`:root[data-theme='dark'][data-palette='${palette}']`] : []),
  ];
  return new Map(
    wanted.flatMap((selector) =>
      blocks.filter((it) => it.selector === selector).flatMap((it) => [...it.tokens]),
    ),
  );
}

/** OKLCH to linear sRGB (Ottosson, "A perceptual color space for image processing", 2020). */
function linear(l: number, c: number, h: number): Rgb {
  const angle = (h * Math.PI) / 180;
  const [a, b] = [c * Math.cos(angle), c * Math.sin(angle)];
  const [L, M, S] = [
    (l + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (l - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (l - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ];
  return [
    4.0767416621 * L - 3.3077115913 * M + 0.2309699292 * S,
    -1.2684380046 * L + 2.6097574011 * M - 0.3413193965 * S,
    -0.0041960863 * L - 0.7034186147 * M + 1.707614701 * S,
  ];
}

/** Contrast ratio of WCAG 2.2. */
function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

const surfaces = ['background', 'card', 'muted'];
const texts = [
  'foreground',
  'muted-foreground',
  'primary',
  'gain',
  'loss',
  'warning',
  'attested',
  'info',
  'destructive',
];
const edges = ['input', 'ring', 'chart-1', 'chart-2', 'chart-3', 'chart-4', 'chart-5'];
const fills = [
  ['primary-foreground', 'primary'],
  ['destructive-foreground', 'destructive'],
] as const;

describe.each([
  ['light', 'default'],
  ['light', 'color-blind'],
  ['light', 'red-up'],
  ['dark', 'default'],
  ['dark', 'color-blind'],
  ['dark', 'red-up'],
] as const)('X2: the colors of %s, %s', (theme, palette) => {
  const tokens = look(theme, palette);
  const color = (name: string): Rgb => {
    const found = tokens.get(name);
    if (found === undefined) throw new Error(`no token --${name}`);
    return found;
  };

  it.each(texts)('%s is readable on every surface (4.5)', (name) => {
    for (const surface of surfaces) expect(contrast(color(name), color(surface))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(edges)('%s is visible on every surface (3)', (name) => {
    for (const surface of surfaces) expect(contrast(color(name), color(surface))).toBeGreaterThanOrEqual(3);
  });

  it.each(fills)('%s is readable on %s', (name, fill) => {
    expect(contrast(color(name), color(fill))).toBeGreaterThanOrEqual(4.5);
  });

  it('lies inside sRGB', () => {
    for (const [name, rgb] of tokens) {
      for (const channel of rgb) {
        expect(channel, name).toBeGreaterThan(-0.0005);
        expect(channel, name).toBeLessThan(1.0005);
      }
    }
  });

  it('tells gain from loss', () => {
    expect(color('gain')).not.toEqual(color('loss'));
  });
});

describe('X2: the palettes', () => {
  it('red-up is the usual one with the two colors changed over', () => {
    for (const theme of ['light', 'dark'] as const) {
      const [usual, redUp] = [look(theme, 'default'), look(theme, 'red-up')];
      expect([redUp.get('gain'), redUp.get('loss')]).toEqual([usual.get('loss'), usual.get('gain')]);
    }
  });
});
