import { expect } from 'vitest';
import type { VaultErrorCode } from '../vault-error.ts';

/** What `act` threw. */
export function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
}

/** A refusal of the vault by its code. */
export function refusal(code: VaultErrorCode): unknown {
  return expect.objectContaining({ name: 'VaultError', code });
}
