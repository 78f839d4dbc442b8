import { deflateSync, inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { lightPng } from './light-png.ts';

/** An RGB picture; sums of chunks are left out, as they are not read. */
function rgb(width: number, rows: readonly (readonly number[])[]): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(rows.length, 4);
  head.set([8, 2], 8);
  const chunk = (type: string, data: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
  };
  const data = deflateSync(Buffer.from(rows.flat()));
  return Buffer.concat([Buffer.alloc(8), chunk('IHDR', head), chunk('IDAT', data)]);
}

function chunkOf(png: Buffer, type: string): Buffer {
  const at = png.indexOf(type);
  return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
}

it('undoes each of the five predictions of a row', () => {
  const png = lightPng(
    rgb(2, [
      [0, 200, 100, 50, 200, 100, 50],
      [1, 200, 100, 50, 0, 0, 0],
      [2, 0, 0, 0, 0, 0, 0],
      [3, 100, 50, 25, 0, 0, 0],
      [4, 0, 0, 0, 0, 0, 0],
    ]),
  );
  expect([...chunkOf(png, 'PLTE')]).toEqual([200, 100, 50]);
  expect(inflateSync(chunkOf(png, 'IDAT'))).toEqual(Buffer.alloc(15));
});

it('keeps the most frequent colors, and gives each other the nearest of them', () => {
  const frequent = Array.from({ length: 256 }, (_, shade) => [shade, shade, shade]);
  const png = lightPng(rgb(513, [[0, ...frequent.flat(), ...frequent.flat(), 9, 9, 10]]));
  expect(chunkOf(png, 'PLTE')).toHaveLength(256 * 3);
  const row = inflateSync(chunkOf(png, 'IDAT'));
  expect(row.at(-1)).toBe(row[1 + 9]);
});
