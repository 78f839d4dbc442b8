import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { openGallery } from '../support/routes.ts';
import { useConsole } from '../support/use-console.ts';

const served = useConsole();

describe('X13: a QR code', () => {
  it('has a title, its text and a copy button; its dark modules say that text', async () => {
    const { page, context } = await served().open();
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: served().address });
    await openGallery(page);
    const figure = page.locator('#qr [data-slot=qr]');
    const code = figure.getByRole('img', { name: 'Address of the instance' });
    expect(await code.locator('title').textContent()).toBe('Address of the instance');
    const text = await figure.locator('code').innerText();
    expect(text).toBe('http://127.0.0.1:4400');

    // As a camera sees it: one point of the picture for the middle of each module.
    const seen = await code.evaluate(async (svg) => {
      const size = (svg as unknown as SVGSVGElement).viewBox.baseVal.width;
      const copy = svg.cloneNode(true) as SVGSVGElement;
      const scale = 4;
      copy.setAttribute('width', String(size * scale));
      copy.setAttribute('height', String(size * scale));
      copy.removeAttribute('class');
      const image = new Image();
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
      await image.decode();
      const canvas = new OffscreenCanvas(size * scale, size * scale);
      const context2d = canvas.getContext('2d');
      if (context2d === null) throw new Error('no canvas');
      context2d.drawImage(image, 0, 0);
      const { data, width } = context2d.getImageData(0, 0, canvas.width, canvas.height);
      return Array.from({ length: size }, (_, y) =>
        Array.from({ length: size }, (__, x) => {
          const at = ((y * scale + scale / 2) * width + x * scale + scale / 2) * 4;
          return (data[at] ?? 255) < 128;
        }),
      );
    });
    expect(seen).toEqual(encode(text, { border: 2 }).data);

    await figure.getByRole('button', { name: 'Copy' }).click();
    await figure.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
  });
});
