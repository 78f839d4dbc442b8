import { createDecipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRecord, readRecord, RECORD_KINDS, rewrapRecord, sealRecord } from './record.ts';
import type { Kek, RecordHeader, RecordKind } from './record.ts';

const kek: Kek = { kid: '0102030405060708', key: randomBytes(32) };
const header: RecordHeader = { created: '2026-01-02T03:04:05.678Z', id: 'root', label: 'main seed', rev: 7 };
const secret = Buffer.from('a secret that nobody reads');
const sealed = (): Buffer => sealRecord({ kind: 'root-seed', header, secret }, kek);
const refusal = (code: string): unknown => expect.objectContaining({ name: 'VaultError', code });
const wrongly = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe('a record', () => {
  it('gives back kind, header and secret, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(RECORD_KINDS) as RecordKind[])),
        fc.uint8Array({ maxLength: 300 }),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
        (kind, bytes, label, rev) => {
          const blob = sealRecord({ kind, header: { ...header, label, rev }, secret: bytes }, kek);
          const opened = openRecord(blob, kek);
          expect(opened.kind).toBe(kind);
          expect(opened.header).toEqual({ ...header, label, rev });
          expect(new Uint8Array(opened.secret)).toEqual(bytes);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('has each field at its offset', () => {
    const blob = sealed();
    const text = `{"created":"2026-01-02T03:04:05.678Z","id":"root","label":"main seed","rev":7}`;
    const n = text.length;
    expect(blob.subarray(0, 8 + n).toString('latin1')).toBe(
      `MRMV\x01\x01${String.fromCharCode(n >> 8, n & 255)}${text}`,
    );
    expect(blob.subarray(8 + n, 16 + n).toString('hex')).toBe(kek.kid);
    expect(blob).toHaveLength(88 + n + secret.length + 16);
    const unwrap = createDecipheriv('aes-256-gcm', kek.key, blob.subarray(16 + n, 28 + n));
    unwrap.setAAD(blob.subarray(0, 16 + n)).setAuthTag(blob.subarray(60 + n, 76 + n));
    const dek = Buffer.concat([unwrap.update(blob.subarray(28 + n, 60 + n)), unwrap.final()]);
    const body = createDecipheriv('aes-256-gcm', dek, blob.subarray(76 + n, 88 + n));
    body.setAAD(blob.subarray(0, 8 + n)).setAuthTag(blob.subarray(-16));
    expect(Buffer.concat([body.update(blob.subarray(88 + n, -16)), body.final()])).toEqual(secret);
  });

  it('tells its header without a key and nothing of the secret', () => {
    const blob = sealed();
    expect(readRecord(blob)).toEqual({ kind: 'root-seed', header, kid: kek.kid });
    expect(blob.includes(secret.subarray(0, 8))).toBe(false);
  });

  it('never seals alike', () => {
    expect(sealed()).not.toEqual(sealed());
  });

  it('refuses each flipped bit', () => {
    const blob = sealed();
    for (let bit = 0; bit < blob.length * 8; bit += 1) {
      const changed = Buffer.from(blob);
      changed[bit >> 3] ^= 1 << (bit & 7);
      const code = bit >> 3 === 4 ? 'VAULT_VERSION' : 'VAULT_CORRUPT';
      expect(wrongly(() => openRecord(changed, kek))).toEqual(refusal(code));
    }
  });

  it('refuses each cut, and what is longer', () => {
    const blob = sealed();
    for (let length = 0; length < blob.length; length += 1)
      expect(wrongly(() => openRecord(blob.subarray(0, length), kek))).toEqual(refusal('VAULT_CORRUPT'));
    expect(wrongly(() => openRecord(Buffer.concat([blob, Buffer.of(0)]), kek))).toEqual(
      refusal('VAULT_CORRUPT'),
    );
  });

  it('refuses the header of another record', () => {
    const other = sealRecord({ kind: 'root-seed', header: { ...header, id: 'mint' }, secret }, kek);
    const n = 8 + other.readUInt16BE(6);
    const swapped = Buffer.concat([other.subarray(0, n), sealed().subarray(n)]);
    expect(wrongly(() => openRecord(swapped, kek))).toEqual(refusal('VAULT_CORRUPT'));
  });

  it('refuses the body of another record of the same key', () => {
    const one = sealed();
    const other = sealRecord({ kind: 'root-seed', header, secret: Buffer.from('another') }, kek);
    const n = 8 + one.readUInt16BE(6);
    const mixed = Buffer.concat([one.subarray(0, 68 + n), other.subarray(68 + n)]);
    expect(wrongly(() => openRecord(mixed, kek))).toEqual(refusal('VAULT_CORRUPT'));
  });

  it('refuses another key, whether by name or in truth', () => {
    const named: Kek = { kid: 'ffffffffffffffff', key: kek.key };
    const other: Kek = { kid: kek.kid, key: randomBytes(32) };
    expect(wrongly(() => openRecord(sealed(), named))).toEqual(refusal('VAULT_CORRUPT'));
    expect(wrongly(() => openRecord(sealed(), other))).toEqual(refusal('VAULT_CORRUPT'));
  });

  it('refuses a header that is JSON and not canonical', () => {
    const blob = sealed();
    const n = blob.readUInt16BE(6);
    const text = blob
      .subarray(8, 8 + n)
      .toString('utf8')
      .replace('"rev":7', '"rev":7 ');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(n + 1);
    const changed = Buffer.concat([blob.subarray(0, 6), length, Buffer.from(text), blob.subarray(8 + n)]);
    expect(wrongly(() => readRecord(changed))).toEqual(refusal('VAULT_CORRUPT'));
  });

  it('refuses to seal an id, a label or a revision out of the rules', () => {
    for (const wrong of [{ id: '' }, { id: 'Root' }, { label: '\ud800' }, { rev: 0 }, { created: 'today' }])
      expect(
        wrongly(() => sealRecord({ kind: 'other', header: { ...header, ...wrong }, secret }, kek)),
      ).toEqual(refusal('VAULT_INPUT'));
  });

  it('goes to another KEK with only the bytes 8+n … 76+n changed', () => {
    const to: Kek = { kid: '1112131415161718', key: randomBytes(32) };
    const blob = sealed();
    const moved = rewrapRecord(blob, kek, to);
    const n = blob.readUInt16BE(6);
    expect(moved.subarray(0, 8 + n)).toEqual(blob.subarray(0, 8 + n));
    expect(moved.subarray(76 + n)).toEqual(blob.subarray(76 + n));
    expect(moved.subarray(28 + n, 76 + n)).not.toEqual(blob.subarray(28 + n, 76 + n));
    expect(openRecord(moved, to).secret).toEqual(secret);
    expect(wrongly(() => openRecord(moved, kek))).toEqual(refusal('VAULT_CORRUPT'));
  });
});
