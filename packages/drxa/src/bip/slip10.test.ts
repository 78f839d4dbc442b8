import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../encoding/hex.ts';
import { parsePath } from './path.ts';
import { deriveSlip10 } from './slip10.ts';

const SEED_1 = fromHex('000102030405060708090a0b0c0d0e0f');
const SEED_2 = fromHex(
  'fffcf9f6f3f0edeae7e4e1dedbd8d5d2cfccc9c6c3c0bdbab7b4b1aeaba8a5a29f9c999693908d8a8784817e7b7875726f6c696663605d5a5754514e4b484542',
);

describe('the vectors of SLIP-0010 for ed25519', () => {
  it.each([
    ["m/0'", '8c8a13df77a28f3445213a0f432fde644acaa215fc72dcdf300d5efaa85d350c'],
    ["m/0'/1'", '1932a5270f335bed617d5b935c80aedb1a35bd9fc1e31acafd5372c30f5c1187'],
  ])('%s of vector 1 has the public key %s', (path, publicKey) => {
    expect(toHex(ed25519.getPublicKey(deriveSlip10(SEED_1, parsePath(path)).key))).toBe(publicKey);
  });

  it('the masters of both vectors', () => {
    const first = deriveSlip10(SEED_1, []);
    expect(toHex(first.key)).toBe('2b4be7f19ee27bbf30c667b642d5f4aa69fd169872f8fc3059c08ebae2eb19e7');
    expect(toHex(first.chainCode)).toBe('90046a93de5380a72b5e45010748567d5ea02bbf6522f979e05c0d8d8ca9fffb');
    const second = deriveSlip10(SEED_2, []);
    expect(toHex(second.key)).toBe('171cb88b1b3c1db25add599712e36245d75bc65a1a5c9e18d76f9f2b1eab4012');
    expect(toHex(second.chainCode)).toBe('ef70a74db9c3a5af931b5fe73ed8e1a53464133654fd55e7a66f8570b8e33c3b');
  });
});

it('an unhardened step is refused, with its place', () => {
  expect(() => deriveSlip10(SEED_1, parsePath("m/44'/501'/0/0'"))).toThrow(
    expect.objectContaining({ code: 'DRXA_PATH', message: expect.stringContaining('step 3') as string }),
  );
});
