import type { Page } from 'playwright-core';

/** A point counts as changed when one of its channels differs by more than this, of 255: antialiasing does not. */
const CHANNEL = 64;

export interface Difference {
  /** Share of the points that changed; 1 where the sizes differ. */
  readonly share: number;
  /** For the message of a failed test. */
  readonly text: string;
}

/** Compares two PNG files in the browser, which can read them. `page` is any page without a policy of its own. */
export async function comparePictures(page: Page, before: Buffer, after: Buffer): Promise<Difference> {
  const { sizes, changed, top } = await page.evaluate(
    async ({ files, channel }) => {
      const pixels = async (base64: string): Promise<ImageData> => {
        const picture = await createImageBitmap(
          await (await fetch(`data:image/png;base64,${base64}`)).blob(),
        );
        const canvas = new OffscreenCanvas(picture.width, picture.height);
        const context = canvas.getContext('2d');
        if (context === null) throw new Error('no canvas');
        context.drawImage(picture, 0, 0);
        return context.getImageData(0, 0, picture.width, picture.height);
      };
      const [a, b] = await Promise.all([pixels(files[0]), pixels(files[1])]);
      const result = { sizes: [a, b].map(({ width, height }) => [width, height]), changed: 0, top: -1 };
      if (a.width !== b.width || a.height !== b.height) return result;
      for (let at = 0; at < a.data.length; at += 4) {
        const differs = [0, 1, 2].some(
          (offset) => Math.abs((a.data[at + offset] ?? 0) - (b.data[at + offset] ?? 0)) > channel,
        );
        if (!differs) continue;
        if (result.changed === 0) result.top = Math.floor(at / 4 / a.width);
        result.changed += 1;
      }
      return result;
    },
    { files: [before.toString('base64'), after.toString('base64')] as const, channel: CHANNEL },
  );
  const [[width = 0, height = 0] = [], second = []] = sizes;
  if (width !== second[0] || height !== second[1])
    return { share: 1, text: `${width}×${height} has become ${second.join('×')}` };
  return {
    share: changed / (width * height),
    text: `${changed} of ${width * height} points changed, the first in line ${top}`,
  };
}
