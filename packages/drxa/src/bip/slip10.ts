import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concat, u32 } from '../encoding/bytes.ts';
import { DrxaError } from '../errors.ts';
import { HARDENED } from './path.ts';

const MASTER = new TextEncoder().encode('ed25519 seed');
const ZERO = Uint8Array.of(0);

/** A key of the tree: 32 bytes, an RFC 8032 seed, and 32 that its children need beside it. Both are secret. */
export interface Slip10Node {
  readonly key: Uint8Array;
  readonly chainCode: Uint8Array;
}

function halves(block: Uint8Array): Slip10Node {
  const node = { key: block.slice(0, 32), chainCode: block.slice(32) };
  block.fill(0);
  return node;
}

function child({ key, chainCode }: Slip10Node, step: number): Slip10Node {
  const message = concat(ZERO, key, u32(step));
  const node = halves(hmac(sha512, chainCode, message));
  message.fill(0);
  return node;
}

const wipe = ({ key, chainCode }: Slip10Node): void => {
  key.fill(0);
  chainCode.fill(0);
};

/**
 * The ed25519 key at the end of the steps (see `parsePath`). The curve has no unhardened children.
 * Source: SLIP-0010, "Private parent key → private child key".
 * @throws DRXA_PATH
 */
export function deriveSlip10(seed: Uint8Array, steps: readonly number[]): Slip10Node {
  const soft = steps.findIndex((step) => step < HARDENED);
  if (soft !== -1) {
    throw new DrxaError('DRXA_PATH', `path: step ${soft + 1} must be hardened, the curve is ed25519`, 'path');
  }
  let node = halves(hmac(sha512, MASTER, seed));
  for (const step of steps) {
    const parent = node;
    node = child(parent, step);
    wipe(parent);
  }
  return node;
}
