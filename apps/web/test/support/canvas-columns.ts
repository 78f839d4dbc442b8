import type { Locator } from 'playwright-core';

/** How far a part of a pixel's colour may be from what was asked for: edges are smoothed. */
const NEAR = 24;
const OPAQUE = 200;

/**
 * Of each column of a canvas's pixels, left to right: whether something is drawn in it in the colour of a token.
 * `token` is a custom property of the page that names a colour, such as `--chart-1`.
 */
export function columnsWith(canvas: Locator, token: string): Promise<boolean[]> {
  return canvas.evaluate(
    (element, [name, near, opaque]) => {
      const { width, height } = element as HTMLCanvasElement;
      // Of a copy: a canvas that is read often is warned of.
      const copy = Object.assign(document.createElement('canvas'), { width, height });
      const context = copy.getContext('2d', { willReadFrequently: true })!;
      context.drawImage(element as HTMLCanvasElement, 0, 0);
      const pixels = context.getImageData(0, 0, width, height).data;
      // The browser says what the token is in bytes.
      const probe = document.createElement('canvas').getContext('2d')!;
      probe.fillStyle = getComputedStyle(element).getPropertyValue(name).trim();
      probe.fillRect(0, 0, 1, 1);
      const wanted = probe.getImageData(0, 0, 1, 1).data;
      const isDrawn = (x: number, y: number): boolean => {
        const at = (y * width + x) * 4;
        const close = [0, 1, 2].every((part) => Math.abs(pixels[at + part]! - wanted[part]!) < near);
        return close && pixels[at + 3]! > opaque;
      };
      return Array.from({ length: width }, (_, x) =>
        Array.from({ length: height }, (__, y) => y).some((y) => isDrawn(x, y)),
      );
    },
    [token, NEAR, OPAQUE] as const,
  );
}
