import { sha256 } from '@noble/hashes/sha2.js';
import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../encoding/hex.ts';
import { engine } from '../engine/noble.ts';
import {
  signImpFrame,
  signStatement,
  impFrameBytes,
  statementBytes,
  verifyImpFrame,
  verifyStatement,
} from './message.ts';

/** RFC 8032, test 1. */
const privateKey = fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
const publicKey = fromHex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
const body = new TextEncoder().encode('ada owns this instance');

/** Node's own verifier, which shares no code with ours. */
const nodeVerifies = (bytes: Uint8Array, signature: Uint8Array): boolean =>
  verify(
    null,
    bytes,
    createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
      format: 'jwk',
    }),
    signature,
  );

describe('K17: a tagged statement', () => {
  it('is signed so that another library verifies it; one changed bit and it does not', () => {
    expect(engine.ed25519PublicKey(privateKey)).toEqual(publicKey);
    const signature = signStatement({ privateKey, tag: 'owner', body });
    const bytes = statementBytes({ tag: 'owner', body });
    expect(nodeVerifies(bytes, signature)).toBe(true);
    expect(verifyStatement({ tag: 'owner', body }, signature, publicKey)).toBe(true);
    for (let at = 0; at < 64; at++) {
      const changed = signature.map((byte, n) => (n === at ? byte ^ 1 : byte));
      expect(verifyStatement({ tag: 'owner', body }, changed, publicKey)).toBe(false);
    }
  });

  it('the tag counts, and cannot run into the body', () => {
    const signature = signStatement({ privateKey, tag: 'ab', body: new TextEncoder().encode('c') });
    expect(verifyStatement({ tag: 'a', body: new TextEncoder().encode('bc') }, signature, publicKey)).toBe(
      false,
    );
    expect(toHex(statementBytes({ tag: 'ab', body: new Uint8Array() }))).toBe(
      `${toHex(new TextEncoder().encode('mrmarket/v1 statement'))}00000000026162${'00'.repeat(4)}`,
    );
  });

  it('the same request gives the same signature', () => {
    expect(signStatement({ privateKey, tag: 'owner', body })).toEqual(
      signStatement({ privateKey, tag: 'owner', body }),
    );
  });

  it.each([
    ['a tag in capitals', { tag: 'Owner', body }, 'tag'],
    ['no tag', { tag: '', body }, 'tag'],
    ['a body that is too long', { tag: 'a', body: new Uint8Array(65_537) }, 'body'],
  ])('refuses %s', (_what, statement, field) => {
    expect(() => statementBytes(statement)).toThrow(
      expect.objectContaining({ code: 'DRXA_TX_INVALID', field }),
    );
  });

  it('refuses a key of another length, without showing it', () => {
    expect(() => signStatement({ privateKey: new Uint8Array(31).fill(7), tag: 'a', body })).toThrow(
      expect.objectContaining({ code: 'DRXA_KEY_INVALID', message: 'privateKey: must be 32 bytes' }),
    );
  });

  it('a key of small order verifies nothing', () => {
    const identity = fromHex(`01${'00'.repeat(31)}`);
    const signature = fromHex(`01${'00'.repeat(63)}`);
    expect(verifyStatement({ tag: 'owner', body }, signature, identity)).toBe(false);
  });
});

describe('a frame of the Instance Messaging Protocol', () => {
  const sent = fromHex(
    '4d524d320102000000012ab7fe81fe95276c9d830b55e59b620f00000000000000010000019b76daa8000000000000bc614e0000000005f5e09d0000011f71fb04cbffffffffffffef98ffffff830000072600015180000300020144136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a0000000000000000000000000000000000000000000000000000000000000000b7e68c8773a10ad09d1c68181eb6409d9d9f9f25aafd0711ac6b9bd0abf7c04796896fd67ec1c627934fbd18a4c47af5365b45e1bd736feb930bde5f21e70f01',
  );
  const frame = {
    registry: new Uint8Array(32).fill(0x22),
    collector: '674d6776-d600-4346-af46-58e77d8df185',
    frame: sent.slice(0, 155),
  };

  it('is signed as in the published vector', () => {
    expect(toHex(sha256(impFrameBytes(frame)))).toBe(
      '9e8bc9eadfba52bafd430e38e8ae5108f0d14cdff0e099c13bca35b87a7902ae',
    );
    expect(signImpFrame({ privateKey, ...frame })).toEqual(sent.slice(155));
    expect(verifyImpFrame(frame, sent.slice(155), publicKey)).toBe(true);
  });

  it('counts for its registry and collector alone', () => {
    const signature = sent.slice(155);
    expect(verifyImpFrame({ ...frame, registry: new Uint8Array(32).fill(0x23) }, signature, publicKey)).toBe(
      false,
    );
    const collector = '674d6776-d600-4346-af46-58e77d8df186';
    expect(verifyImpFrame({ ...frame, collector }, signature, publicKey)).toBe(false);
  });

  it.each([
    ['another length', { ...frame, frame: sent }, 'frame'],
    ['another magic', { ...frame, frame: frame.frame.map((byte, at) => (at === 3 ? 0x31 : byte)) }, 'frame'],
    ['a registry of 31 bytes', { ...frame, registry: new Uint8Array(31) }, 'registry'],
    ['a collector in capitals', { ...frame, collector: frame.collector.toUpperCase() }, 'collector'],
  ])('refuses %s', (_what, wrong, field) => {
    expect(() => impFrameBytes(wrong)).toThrow(expect.objectContaining({ code: 'DRXA_TX_INVALID', field }));
  });
});
