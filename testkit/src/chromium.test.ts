import { afterEach, describe, expect, it, vi } from 'vitest';
import { chromiumPath, launchChromium } from './chromium.ts';

describe('the browser of the tests', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('starts, and shows a page without any network', async () => {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.setContent('<title>ledger</title><p>12</p>');
      expect(await page.title()).toBe('ledger');
      expect(await page.locator('p').innerText()).toBe('12');
    } finally {
      await browser.close();
    }
  }, 300_000);

  it('is the one CHROMIUM names, and a wrong name is refused', () => {
    vi.stubEnv('CHROMIUM', process.execPath);
    expect(chromiumPath()).toBe(process.execPath);
    vi.stubEnv('CHROMIUM', '/nowhere/chromium');
    expect(chromiumPath).toThrow('CHROMIUM names /nowhere/chromium, which does not exist');
  });
});
