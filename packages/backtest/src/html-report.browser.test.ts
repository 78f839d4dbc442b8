import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from '@mrmarket/testkit/chromium';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { htmlReport } from './html-report.ts';
import type { HtmlReportInput } from './html-report-input.ts';
import { emptyReportInput, reportInput } from './report/testing/report-input.ts';

const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };

let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'html-report-'));
  browser = await launchChromium();
}, 300_000);
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** Opens a report, hands it over, and insists that the page neither complained nor asked for anything else. */
async function withReport(
  input: HtmlReportInput,
  options: BrowserContextOptions,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const file = join(folder, 'report.html');
  writeFileSync(file, htmlReport(input));
  const context = await browser.newContext({ viewport: WIDE, ...options });
  const complaints: string[] = [];
  const requests: string[] = [];
  try {
    const page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await look(page);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([pathToFileURL(file).href]);
  } finally {
    await context.close();
  }
}

/** Counts the pixels of a chart that have exactly the color of a token. */
function pixels(page: Page, chart: string, token: string): Promise<number> {
  return page.evaluate<number>(`(() => {
    const canvas = document.querySelector('[data-chart="${chart}"] canvas');
    const often = { willReadFrequently: true };
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', often);
    copy.drawImage(canvas, 0, 0);
    const one = new OffscreenCanvas(1, 1).getContext('2d', often);
    one.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('${token}');
    one.fillRect(0, 0, 1, 1);
    const [r, g, b] = one.getImageData(0, 0, 1, 1).data;
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4)
      if (data[i] === r && data[i + 1] === g && data[i + 2] === b && data[i + 3] === 255) count++;
    return count;
  })()`);
}

/** Middle of a chart's plot, and its width. */
async function plot(page: Page, chart: string): Promise<{ left: number; top: number; width: number }> {
  const over = page.locator(`[data-chart="${chart}"] .u-over`);
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  if (!box) throw new Error(`the chart ${chart} is not on the page`);
  return { left: box.x, top: box.y + box.height / 2, width: box.width };
}

const value = (page: Page, of: string): Promise<string> =>
  page.locator(`[data-of="${of}"]`).first().innerText();

describe('the HTML report in a browser', () => {
  it('draws each series and each fill in its color', async () => {
    await withReport(reportInput(), {}, async (page) => {
      expect(await page.locator('canvas').count()).toBe(4);
      await expect.poll(() => pixels(page, 'equity', '--chart-1')).toBeGreaterThan(500);
      await expect.poll(() => pixels(page, 'inventory', '--chart-3')).toBeGreaterThan(500);
      await expect.poll(() => pixels(page, 'drawdown', '--loss')).toBeGreaterThan(100);
      await expect.poll(() => pixels(page, 'quotes', '--chart-1')).toBeGreaterThan(300);
      await expect.poll(() => pixels(page, 'quotes', '--chart-2')).toBeGreaterThan(150);
      await expect.poll(() => pixels(page, 'quotes', '--gain')).toBeGreaterThan(20);
      await expect.poll(() => pixels(page, 'quotes', '--loss')).toBeGreaterThan(2);
    });
    await withReport(reportInput({ fills: [] }), {}, async (page) => {
      await expect.poll(() => pixels(page, 'quotes', '--chart-1')).toBeGreaterThan(300);
      expect(await pixels(page, 'quotes', '--gain')).toBe(0);
      expect(await pixels(page, 'quotes', '--loss')).toBe(0);
    });
  });

  it('shows the last values, then those under the cursor, in all charts at once', async () => {
    await withReport(reportInput(), {}, async (page) => {
      expect(await value(page, 'equity')).toBe('1,104.88');
      expect(await value(page, 'time')).toBe('2024-08-08 10:00:09.000');
      const { left, top, width } = await plot(page, 'equity');
      await page.mouse.move(left + (width * 5) / 9, top);
      expect(await value(page, 'equity')).toBe('1,105.00');
      expect(await value(page, 'mid')).toBe('100.250');
      expect(await value(page, 'bid')).toBe('100.15');
      expect(await value(page, 'inventory')).toBe('1.500');
      expect(await value(page, 'time')).toBe('2024-08-08 10:00:05.000');
      await page.mouse.move(left + width / 9, top);
      expect(await value(page, 'bid')).toBe('–');
      await page.mouse.move(left, 5);
      expect(await value(page, 'equity')).toBe('1,104.88');
    });
  });

  it('describes the fill under the cursor', async () => {
    await withReport(reportInput(), {}, async (page) => {
      const { left, top, width } = await plot(page, 'quotes');
      await page.mouse.move(left + (width * 8) / 9 + 4, top);
      expect(await page.locator('#nearest-fill').innerText()).toBe(
        '▼ sold 0.300 at 100.21 as taker, 2024-08-08 10:00:08.000',
      );
      await page.mouse.move(left + (width * 7) / 9, top);
      expect(await page.locator('#nearest-fill').innerText()).toBe('');
    });
  });

  it('zooms all charts by dragging over one, and a double click shows the whole period again', async () => {
    await withReport(reportInput(), {}, async (page) => {
      const whole = page.getByRole('button', { name: 'Whole' });
      const drawn = await pixels(page, 'quotes', '--gain');
      expect(await whole.isDisabled()).toBe(true);
      const { left, top, width } = await plot(page, 'inventory');
      await page.mouse.move(left + width * 0.2, top);
      await page.mouse.down();
      await page.mouse.move(left + width * 0.4, top, { steps: 4 });
      await page.mouse.up();
      await expect.poll(() => whole.isDisabled()).toBe(false);
      // From 1.8 s to 3.6 s: the first fill, at 5 s, is no longer to be seen, and the middle is at 2.7 s.
      expect(await pixels(page, 'quotes', '--gain')).toBe(0);
      const quotes = await plot(page, 'quotes');
      await page.mouse.move(quotes.left + quotes.width / 2, quotes.top);
      expect(await value(page, 'time')).toBe('2024-08-08 10:00:03.000');
      await page.mouse.dblclick(quotes.left + quotes.width / 2, quotes.top);
      await expect.poll(() => whole.isDisabled()).toBe(true);
      expect(await pixels(page, 'quotes', '--gain')).toBe(drawn);
    });
  });

  it('can be read by keyboard: arrows move the cursor and speak, plus and minus zoom, 0 shows all', async () => {
    await withReport(reportInput(), {}, async (page) => {
      const whole = page.getByRole('button', { name: 'Whole' });
      await page.getByRole('group', { name: 'Chart: Equity in USDT over time' }).focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      expect(await value(page, 'time')).toBe('2024-08-08 10:00:02.000');
      expect(await page.locator('#spoken').textContent()).toBe(
        'Own ask – USDT, Mid 100.100 USDT, Own bid – USDT, 2024-08-08 10:00:02.000, ' +
          'Inventory 1.000 SOL, Equity 1,102.00 USDT, Drawdown 0.00 USDT',
      );
      await page.keyboard.press('+');
      await expect.poll(() => whole.isDisabled()).toBe(false);
      await page.keyboard.press('-');
      await expect.poll(() => whole.isDisabled()).toBe(true);
      await page.keyboard.press('+');
      await expect.poll(() => whole.isDisabled()).toBe(false);
      await page.keyboard.press('0');
      await expect.poll(() => whole.isDisabled()).toBe(true);
    });
  });

  it('zooms and moves by button, for those who have neither mouse nor keyboard', async () => {
    await withReport(reportInput(), { viewport: PHONE, hasTouch: true }, async (page) => {
      const button = (name: string) => page.getByRole('button', { name });
      expect(await button('Later').isDisabled()).toBe(true);
      await button('Zoom in').tap();
      await expect.poll(() => button('Later').isDisabled()).toBe(false);
      await button('Later').tap();
      await expect.poll(() => button('Later').isDisabled()).toBe(true);
      expect(await button('Earlier').isDisabled()).toBe(false);
      await button('Whole').tap();
      await expect.poll(() => button('Zoom out').isDisabled()).toBe(true);
    });
  });

  it.each([360, 375, 640, 800, 1080, 1280])('is never wider than a window of %i px', async (width) => {
    const long = { name: 'x'.repeat(60), title: 'y'.repeat(60), value: 'z'.repeat(200), unit: 'price' };
    const input = reportInput({ parameters: [long], seed: 's'.repeat(200) });
    await withReport(input, { viewport: { width, height: 740 } }, async (page) => {
      expect(await page.evaluate('document.scrollingElement.scrollWidth')).toBe(width);
      expect(await page.evaluate(`getComputedStyle(document.querySelector('.scroll')).overflowX`)).toBe(
        'auto',
      );
    });
  });

  it('follows a window that becomes narrow', async () => {
    await withReport(reportInput(), {}, async (page) => {
      await page.setViewportSize(PHONE);
      await expect
        .poll(() =>
          page.evaluate<number>(`document.querySelector('[data-chart="equity"] canvas').clientWidth`),
        )
        .toBeLessThan(PHONE.width);
      expect(await page.evaluate('document.scrollingElement.scrollWidth')).toBe(PHONE.width);
    });
  });

  it('is light or dark as the reader likes, and changes with it, pictures too', async () => {
    await withReport(reportInput(), { colorScheme: 'light' }, async (page) => {
      const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(await background()).toBe('oklch(0.985 0.004 95)');
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await background()).toBe('oklch(0.175 0.01 265)');
      await expect.poll(() => pixels(page, 'equity', '--chart-1')).toBeGreaterThan(500);
      await page.emulateMedia({ media: 'print' });
      expect(await background()).toBe('oklch(1 0 0)');
      await expect.poll(() => pixels(page, 'equity', '--chart-1')).toBeGreaterThan(500);
    });
  });

  it.each(['light', 'dark'] as const)(
    'has text that stands out from its ground (%s)',
    async (colorScheme) => {
      await withReport(reportInput(), { colorScheme }, async (page) => {
        const { weakest, checked } = await page.evaluate<{ weakest: number; checked: number }>(CONTRAST);
        expect(checked).toBeGreaterThan(100);
        expect(weakest).toBeGreaterThan(4.5);
      });
    },
  );

  it('is a document with headings in order, table heads with scope, and regions with names', async () => {
    await withReport(reportInput(), {}, async (page) => {
      const levels = await page.evaluate<number[]>(
        `[...document.querySelectorAll('h1, h2, h3, h4')].map((e) => Number(e.tagName[1]))`,
      );
      expect(levels[0]).toBe(1);
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      levels.forEach((level, i) => expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1));
      expect(await page.locator('th:not([scope])').count()).toBe(0);
      expect(await page.locator('[tabindex]:not([aria-label])').count()).toBe(0);
      expect(await page.locator('figure > figcaption').count()).toBe(4);
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
    });
  });

  it('tells all but the charts without JavaScript', async () => {
    await withReport(reportInput(), { javaScriptEnabled: false }, async (page) => {
      expect(await page.getByText('The charts need JavaScript').isVisible()).toBe(true);
      expect(await page.getByText('Realized, gross').isVisible()).toBe(true);
      expect(await page.getByRole('button').count()).toBe(0);
    });
  });

  it('opens without complaint when there was nothing, one sample, or one sample without quotes', async () => {
    await withReport(emptyReportInput(), {}, async (page) => {
      expect(await page.locator('canvas').count()).toBe(0);
      expect(await page.getByText('No samples: ').isVisible()).toBe(true);
    });
    const { samples } = reportInput();
    for (const one of [samples.slice(9), samples.slice(0, 1)]) {
      await withReport(reportInput({ samples: one, fills: [] }), {}, async (page) => {
        expect(await page.locator('canvas').count()).toBe(4);
        expect(await pixels(page, 'equity', '--chart-1')).toBeGreaterThan(0);
        expect(await page.getByRole('button', { name: 'Earlier' }).isDisabled()).toBe(true);
      });
    }
  });

  it('runs no script but its own', async () => {
    const attack = `</script><script>window.hacked = 1</script><img src="x" onerror="window.hacked = 1">`;
    const events = [{ atUs: 0, level: 'info' as const, text: attack }];
    const strategy = { name: attack, title: attack };
    await withReport(reportInput({ events, strategy }), {}, async (page) => {
      expect(await page.evaluate('window.hacked')).toBeUndefined();
      expect(await page.getByRole('cell', { name: attack }).isVisible()).toBe(true);
    });
  });
});

/** The smallest WCAG contrast of any text to the ground it stands on. */
const CONTRAST = `(() => {
  const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = color;
    pixel.fillRect(0, 0, 1, 1);
    return [...pixel.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => {
    const linear = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = rgba(getComputedStyle(e).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255];
  };
  let weakest = 21;
  let checked = 0;
  for (const e of document.body.querySelectorAll('*')) {
    const speaks = [...e.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!speaks || !e.checkVisibility() || e.matches('script, style, :disabled')) continue;
    const [a, b] = [luminance(rgba(getComputedStyle(e).color)), luminance(ground(e))];
    weakest = Math.min(weakest, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
    checked++;
  }
  return { weakest, checked };
})()`;
