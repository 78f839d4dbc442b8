import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparePictures } from '../support/compare-pictures.ts';
import { lightPng } from '../support/light-png.ts';
import { DESKTOP, LOOKS, openGallery, PHONE } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const PICTURES = resolve(import.meta.dirname, '../gallery');
/** Where pictures go that are not as they were. */
const CHANGED = resolve(import.meta.dirname, '../../../../.mrm/gallery');
/** Fonts are drawn a little differently by each version of the browser; a part that moved is far more than this. */
const TOLERANCE = 0.005;
const served = useConsole();

const CASES = LOOKS.flatMap((look) =>
  [
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ].map(([size, viewport]) => ({ ...look, size: size as string, viewport: viewport as typeof PHONE })),
);

describe('the gallery looks as it did', () => {
  it.each(CASES)('$name, $size', async ({ name, theme, palette, size, viewport }) => {
    const { page } = await served().open({ viewport, signedIn: false });
    await page.clock.setFixedTime('2026-11-25T14:05:00Z');
    await openGallery(page, `?theme=${theme}&palette=${palette}`);
    await page.evaluate(() => document.fonts.ready);
    const now = await page.screenshot({
      fullPage: true,
      animations: 'disabled',
      caret: 'hide',
      scale: 'css',
    });

    const file = join(PICTURES, `${name}-${size}.png`);
    const blank = await served().open();
    if (!existsSync(file)) {
      mkdirSync(PICTURES, { recursive: true });
      writeFileSync(file, lightPng(now));
      expect.fail(`there was no picture yet: look at ${file}, and commit it if it is as it should be`);
    }
    const { share, text } = await comparePictures(blank.page, readFileSync(file), now);
    if (share > TOLERANCE) {
      mkdirSync(CHANGED, { recursive: true });
      writeFileSync(join(CHANGED, `${name}-${size}.png`), now);
      expect.fail(
        `${text}; see .mrm/gallery/${name}-${size}.png. If it is meant to be so, delete the old picture and run this again`,
      );
    }
    expect(share).toBeLessThanOrEqual(TOLERANCE);
  });
});
