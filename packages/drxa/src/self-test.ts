import { engine as defaultEngine } from '#engine';
import { formOf } from './chains/chain.ts';
import { fromHex, toHex } from './encoding/hex.ts';
import type { Engine } from './engine/engine.ts';
import { DrxaError } from './errors.ts';
import { curveOf } from './families.ts';
import type { RootOptions } from './root.ts';
import { createRoot } from './root.ts';
import { block, extract, keyMessage, keyedHmac, scopeKeyOf } from './scheme-v1.ts';
import { ADDRESS_ANCHORS, KEY_ANCHORS, SCHEME_ANCHORS } from './vectors/anchors.ts';
import { CODEC_VECTORS } from './vectors/codecs.ts';
import type { CodecVector } from './vectors/codecs.ts';

const ascii = new TextEncoder();

/** How much was derived, and found right. */
export interface Verified {
  /** Addresses of anchors of scheme v1. */
  readonly addresses: number;
  /** Keys of families without addresses. */
  readonly keys: number;
  /** Published keys with their addresses, written and read. */
  readonly codecs: number;
}

function expectSame(what: string, found: string, expected: string): void {
  if (found !== expected) {
    throw new DrxaError('DRXA_DERIVATION_FAILED', `self-test: ${what} is ${found}, must be ${expected}`);
  }
}

/** Each step of the scheme, so that a difference is named where it begins. */
function verifyScheme(): void {
  const { seed, scope, userId, prk, scopeKey, evmBlock } = SCHEME_ANCHORS;
  const ownPrk = extract(fromHex(seed));
  expectSame('PRK', toHex(ownPrk), prk);
  const ownScopeKey = scopeKeyOf(keyedHmac(ownPrk), ascii.encode(scope));
  expectSame('the scope key', toHex(ownScopeKey), scopeKey);
  const message = keyMessage(ascii.encode(userId), 'evm', 0);
  expectSame('block 0', toHex(block(keyedHmac(ownScopeKey), message, 0)), evmBlock);
}

function verifyAnchors(options: RootOptions): Pick<Verified, 'addresses' | 'keys'> {
  const root = createRoot(fromHex(SCHEME_ANCHORS.seed), options);
  expectSame('the fingerprint', root.fingerprint, SCHEME_ANCHORS.fingerprint);
  let addresses = 0;
  for (const { address, ...place } of ADDRESS_ANCHORS) {
    const { scope = SCHEME_ANCHORS.scope, userId = SCHEME_ANCHORS.userId, chain, form } = place;
    const { name, family } = formOf(chain, form);
    if (curveOf(family) === 'sr25519' && options.sr25519 === undefined) continue;
    const found = root.scope(scope).address({ ...place, userId });
    expectSame(`the address of ${chain.name}, form ${name}`, found, address);
    addresses++;
  }
  const scope = root.scope(SCHEME_ANCHORS.scope);
  for (const { family, key } of KEY_ANCHORS) {
    const place = { userId: SCHEME_ANCHORS.userId, family };
    const found = curveOf(family) === 'raw' ? scope.privateKey(place) : scope.publicKey(place);
    expectSame(`the key of family ${family}`, toHex(found), key);
  }
  root.wipe();
  return { addresses, keys: KEY_ANCHORS.length };
}

function publicKeyOf({ chain, form, publicKey, privateKey = '' }: CodecVector, engine: Engine): Uint8Array {
  if (publicKey !== undefined) return fromHex(publicKey);
  const { family, key } = formOf(chain, form);
  if (curveOf(family) === 'ed25519') return engine.ed25519PublicKey(fromHex(privateKey));
  return engine.secp256k1PublicKey(fromHex(privateKey), key === 'compressed');
}

function verifyCodecs(engine: Engine): void {
  for (const vector of CODEC_VECTORS) {
    const { chain, form, address } = vector;
    const { name } = formOf(chain, form);
    const written = chain.address(publicKeyOf(vector, engine), { engine, form: name });
    expectSame(`the address of ${chain.name}, form ${name}, of a published key`, written, address);
    expectSame(`the address of ${chain.name} that was read`, chain.parse(address).canonical, address);
  }
}

/**
 * Derives the anchors of scheme v1 and one published vector of every codec, on the given engine, and compares them.
 * A program runs it once when it starts and stops when it throws: its keys would be others than they should. The
 * anchor of sr25519 is left out unless `drxa/sr25519` is given. Takes some tens of milliseconds.
 * @throws DRXA_DERIVATION_FAILED, which names the first difference
 * @example
 *   verifyVectors({ engine: nativeEngine(), sr25519 });
 */
export function verifyVectors(options: RootOptions = {}): Verified {
  verifyScheme();
  const anchors = verifyAnchors(options);
  verifyCodecs(options.engine ?? defaultEngine);
  return { ...anchors, codecs: CODEC_VECTORS.length };
}
