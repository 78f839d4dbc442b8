import type { Locator } from 'playwright-core';

/** The modules of a drawn code as a camera sees them: one point of the picture for the middle of each. */
export function qrModules(code: Locator): Promise<boolean[][]> {
  return code.evaluate(async (svg) => {
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
}
