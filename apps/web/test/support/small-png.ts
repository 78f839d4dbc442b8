import { crc32, deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';

/** Colors that differ by less than this in each channel, of 255, may become one. */
const STEP_BITS = 4;

/**
 * The same picture as a PNG of at most 256 colors: a page has few, and such a file is a quarter as long. Colors of
 * areas stay exact; only the finest steps of antialiasing are joined. `page` is any page without a policy of its own.
 */
export async function smallPng(page: Page, png: Buffer): Promise<Buffer> {
  const { width, height, palette, indexes } = await page.evaluate(
    async ({ base64, bits }) => {
      const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
      const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
      if (context === null) throw new Error('no canvas');
      context.drawImage(picture, 0, 0);
      const { data } = context.getImageData(0, 0, picture.width, picture.height);
      const colorAt = (at: number): number =>
        ((data[at * 4] ?? 0) << 16) | ((data[at * 4 + 1] ?? 0) << 8) | (data[at * 4 + 2] ?? 0);
      const count = picture.width * picture.height;
      const uses = new Map<number, number>();
      for (let at = 0; at < count; at += 1) uses.set(colorAt(at), (uses.get(colorAt(at)) ?? 0) + 1);

      const channels = (color: number): [number, number, number] => [
        color >> 16,
        (color >> 8) & 255,
        color & 255,
      ];
      const bucket = (color: number): string =>
        channels(color)
          .map((value) => value >> bits)
          .join();
      const chosen: number[] = [];
      const taken = new Set<string>();
      // The color used most stands for those that are nearly the same.
      for (const [color] of [...uses].sort(([, a], [, b]) => b - a)) {
        if (chosen.length === 256 || taken.has(bucket(color))) continue;
        taken.add(bucket(color));
        chosen.push(color);
      }
      const distance = (a: number, b: number): number => {
        const other = channels(b);
        return channels(a).reduce((sum, value, channel) => sum + (value - (other[channel] ?? 0)) ** 2, 0);
      };
      const nearest = new Map<number, number>();
      for (const color of uses.keys()) {
        let best = 0;
        chosen.forEach((candidate, index) => {
          if (distance(color, candidate) < distance(color, chosen[best] ?? 0)) best = index;
        });
        nearest.set(color, best);
      }
      let text = '';
      for (let at = 0; at < count; at += 1) text += String.fromCharCode(nearest.get(colorAt(at)) ?? 0);
      return {
        width: picture.width,
        height: picture.height,
        palette: chosen.flatMap(channels),
        indexes: btoa(text),
      };
    },
    { base64: png.toString('base64'), bits: STEP_BITS },
  );
  const points = Buffer.from(indexes, 'base64');
  const lines = Array.from({ length: height }, (_, y) =>
    Buffer.concat([Buffer.of(0), points.subarray(y * width, (y + 1) * width)]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a point, each the number of a color in the palette.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette)),
    chunk('IDAT', deflateSync(Buffer.concat(lines), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A part of a PNG file (PNG specification 5.3): length, name, content, checksum of name and content. */
function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const frame = Buffer.alloc(4);
  frame.writeUInt32BE(content.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([frame, named, sum]);
}
