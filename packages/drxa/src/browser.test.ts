import { browserBundle } from '@mrmarket/testkit/browser-bundle';
import { launchChromium } from '@mrmarket/testkit/chromium';
import { describe, expect, it } from 'vitest';
import { appendFileSync, globSync } from 'node:fs';
import { ADDRESS_ANCHORS, KEY_ANCHORS } from './vectors/anchors.ts';
import { CODEC_VECTORS } from './vectors/codecs.ts';

const KB = 1_000;
const bundle = (...entries: string[]) =>
  browserBundle(
    entries.map((entry, at) => `export * as e${at} from 'drxa/${entry}';`).join('\n'),
    import.meta.dirname,
  );
const print = (name: string, gzip: number): void =>
  appendFileSync(1, `${name}: ${(gzip / KB).toFixed(1)} KB gzip\n`);
const CHAINS = globSync('chains/*.ts', { cwd: import.meta.dirname })
  .map((file) => file.slice('chains/'.length, -'.ts'.length))
  .filter((name) => !name.endsWith('.test') && name !== 'all');

describe('drxa in a browser', () => {
  it.each(CHAINS)('derive and address for %s: at most 28 KB gzip, nothing of Node', async (chain) => {
    const { gzip, text } = await bundle('root', `chains/${chain}`);
    print(`root + ${chain}`, gzip);
    expect(gzip).toBeLessThanOrEqual(28 * KB);
    expect(text).not.toMatch(/node:|createRequire/);
  });

  it('all chains together: at most 45 KB gzip, without sr25519, signing and words', async () => {
    const { gzip, text } = await bundle('root', 'chains/all');
    print('root + all chains', gzip);
    expect(gzip).toBeLessThanOrEqual(45 * KB);
    expect(text).not.toContain('SchnorrRistrettoHDKD');
    expect(text).not.toMatch(/node:|createRequire/);
  });

  it('passes its vectors in Chromium, with no network at all', async () => {
    const { text } = await browserBundle(
      `import { verifyVectors } from 'drxa/self-test'; import { sr25519 } from 'drxa/sr25519';
       try { globalThis.checked = verifyVectors({ sr25519 }); } catch (error) { globalThis.checked = String(error); }`,
      import.meta.dirname,
    );
    const browser = await launchChromium();
    try {
      const context = await browser.newContext({ offline: true });
      const page = await context.newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.setContent('<title>drxa</title>');
      await page.addScriptTag({ content: text, type: 'module' });
      // A module runs after the tag is there.
      const checked = await page.waitForFunction(() => (globalThis as { checked?: unknown }).checked);
      expect(await checked.jsonValue()).toEqual({
        addresses: ADDRESS_ANCHORS.length,
        keys: KEY_ANCHORS.length,
        codecs: CODEC_VECTORS.length,
      });
      expect(asked).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
