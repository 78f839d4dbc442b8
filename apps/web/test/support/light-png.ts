import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const MOST_COLORS = 256;

/**
 * The same picture in at most 256 colors, a third as large: the most frequent ones stay, each other one, mostly a shade
 * at the edge of a letter, becomes the nearest of them.
 *
 * @param png as Chromium takes screenshots: RGB, 8 bits, not interlaced
 */
export function lightPng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png);
  const counts = new Map<number, number>();
  for (const color of pixels) counts.set(color, (counts.get(color) ?? 0) + 1);
  const frequent = [...counts].sort(([, a], [, b]) => b - a).map(([color]) => color);
  const palette = frequent.slice(0, MOST_COLORS);
  const places = new Map(frequent.map((color) => [color, nearest(palette, color)]));
  const rows = Buffer.alloc((width + 1) * height);
  pixels.forEach((color, at) => {
    rows[at + Math.floor(at / width) + 1] = places.get(color) ?? 0;
  });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // 8 bits, colors of a palette.
  head.set([8, 3], 8);
  const colors = Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]));
  const data = deflateSync(rows, { level: 9, memLevel: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', colors),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function nearest(palette: readonly number[], color: number): number {
  let best = 0;
  let least = Infinity;
  for (const [place, other] of palette.entries()) {
    const apart = (shift: number): number => (((color >> shift) & 255) - ((other >> shift) & 255)) ** 2;
    const distance = apart(16) + apart(8) + apart(0);
    if (distance < least) [best, least] = [place, distance];
  }
  return best;
}

/** Pixels as 0xRRGGBB, row by row. */
function decode(png: Buffer): { width: number; height: number; pixels: Uint32Array } {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  if (!png.subarray(24, 29).equals(Buffer.from([8, 2, 0, 0, 0])))
    throw new Error('not a PNG of RGB with 8 bits');
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const bytes = unfilter(inflateSync(Buffer.concat(parts)), width * 3, height);
  const pixels = Uint32Array.from({ length: width * height }, (_, at) => bytes.readUIntBE(at * 3, 3));
  return { width, height, pixels };
}

/** Undoes the prediction of bytes from their neighbors (PNG specification, 9.2). */
function unfilter(data: Buffer, stride: number, height: number): Buffer {
  const out = Buffer.alloc(stride * height);
  const byte = (at: number): number => out[at] ?? 0;
  for (let row = 0; row < height; row += 1) {
    const filter = data[row * (stride + 1)] ?? 0;
    for (let column = 0; column < stride; column += 1) {
      const at = row * stride + column;
      const left = column < 3 ? 0 : byte(at - 3);
      const up = row === 0 ? 0 : byte(at - stride);
      const corner = row === 0 || column < 3 ? 0 : byte(at - stride - 3);
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      out[at] = (data[row * (stride + 1) + column + 1] ?? 0) + predicted;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const toLeft = Math.abs(guess - left);
  const toUp = Math.abs(guess - up);
  const toCorner = Math.abs(guess - corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
