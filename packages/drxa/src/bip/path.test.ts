import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HARDENED, formatPath, parsePath } from './path.ts';

describe('a path', () => {
  it("is read with hardened steps marked by ' or h", () => {
    expect(parsePath("m/44'/0h/7")).toEqual([HARDENED + 44, HARDENED, 7]);
    expect(parsePath('m')).toEqual([]);
  });

  it('is read as it was written, over all steps', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { maxLength: 255 }), (steps) => {
        expect(parsePath(formatPath(steps))).toEqual(steps);
      }),
    );
  });

  it.each([
    '',
    '0',
    'M/0',
    'm/',
    'm//0',
    '/0',
    'm/00',
    'm/-1',
    'm/1.5',
    'm/+1',
    'm/ 1',
    "m/0''",
    'm/0H',
    'm/x',
    'm/2147483648',
    "m/2147483648'",
    'm/99999999999',
    `m${'/0'.repeat(256)}`,
    7 as unknown as string,
  ])('is refused: %s', (text) => {
    expect(() => parsePath(text)).toThrow(expect.objectContaining({ code: 'DRXA_PATH', field: 'path' }));
  });
});
