import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Markup } from './markup.ts';

/** Style sheet and script of a report as elements, and the policy that lets these run and nothing else. */
export interface PageAssets {
  readonly style: Markup;
  readonly script: Markup;
  /** Content-Security-Policy. */
  readonly policy: string;
}

const require = createRequire(import.meta.url);
const beside = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
const ofUplot = (file: string): string => readFileSync(require.resolve(`uplot/dist/${file}`), 'utf8');

/** Later ones have the last word. */
const STYLE_SHEETS = ['./tokens.css', './page.css', './charts.css', './narrow.css', './print.css'];

let assets: PageAssets | undefined;

/** Reads the files once. */
export function pageAssets(): PageAssets {
  assets ??= build();
  return assets;
}

function build(): PageAssets {
  const css = [ofUplot('uPlot.min.css'), ...STYLE_SHEETS.map(beside)].join('\n');
  const js = `${ofUplot('uPlot.iife.min.js')}\n${beside('./page.client.js')}`.replaceAll(
    '</script',
    '<\\/script',
  );
  return {
    style: new Markup(`<style>${css}</style>`),
    script: new Markup(`<script>${js}</script>`),
    policy: [
      "default-src 'none'",
      `style-src 'sha256-${sha256(css)}'`,
      `script-src 'sha256-${sha256(js)}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; '),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
