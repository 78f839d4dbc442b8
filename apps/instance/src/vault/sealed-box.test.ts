import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OneUseKey, sealTo } from './sealed-box.ts';
import type { Sealed } from './sealed-box.ts';

const vaultId = Buffer.alloc(16, 7);
const secrets = [Buffer.from('correct horse'), Buffer.alloc(0), Buffer.from('battery')];

function sealed(key: OneUseKey): Sealed {
  return sealTo(key.replyTo, vaultId, secrets)!;
}

describe('secrets sealed to a one-use key', () => {
  it('come out as they went in, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 5 }), (list) => {
        const key = new OneUseKey();
        const opened = key.open(vaultId, sealTo(key.replyTo, vaultId, list)!);
        expect(opened?.map((one) => new Uint8Array(one))).toEqual(list);
      }),
    );
  });

  it('come out once', () => {
    const key = new OneUseKey();
    const box = sealed(key);
    expect(key.open(vaultId, box)).toEqual(secrets);
    expect(key.open(vaultId, box)).toBeUndefined();
  });

  it('show nothing of themselves on the way, and never look alike', () => {
    const key = new OneUseKey();
    const box = sealed(key);
    expect(Buffer.from(box.box, 'base64').includes('horse')).toBe(false);
    expect(sealed(key).box).not.toBe(box.box);
  });

  it('do not open for another vault, key or challenge, or with a flipped bit', () => {
    const key = (): OneUseKey => new OneUseKey();
    const a = key();
    expect(a.open(Buffer.alloc(16, 8), sealed(a))).toBeUndefined();
    const b = key();
    expect(b.open(vaultId, { ...sealed(a), challenge: b.replyTo.challenge })).toBeUndefined();
    const c = key();
    expect(c.open(vaultId, { ...sealed(c), challenge: '00'.repeat(16) })).toBeUndefined();
    const length = Buffer.from(sealed(a).box, 'base64').length;
    for (let at = 0; at < length; at += 1) {
      const d = key();
      const box = sealed(d);
      const bytes = Buffer.from(box.box, 'base64');
      bytes[at] ^= 0x10;
      expect(d.open(vaultId, { ...box, box: bytes.toString('base64') })).toBeUndefined();
    }
  });

  it('are neither sealed to a point of small order nor opened from one', () => {
    const zero = '00'.repeat(32);
    const key = new OneUseKey();
    expect(sealTo({ ...key.replyTo, publicKey: zero }, vaultId, secrets)).toBeUndefined();
    expect(key.open(vaultId, { ...sealed(key), publicKey: zero })).toBeUndefined();
  });
});
