import type { Family } from 'drxa/families';
import { evmSigner } from './signer-evm.ts';
import { impSigner, statementSigner } from './signer-statement.ts';
import type { Move } from './limits.ts';
import type { SignKind } from './sign-kinds.ts';
import { VaultError } from './vault-error.ts';

/** The text fields of a request; bytes are base64. */
export type Payload = Readonly<Record<string, string>>;

/** What is to be signed, decoded: nothing is signed that was not understood. */
export interface Prepared {
  readonly summary: Readonly<Record<string, string>>;
  /** The value it moves, for the limits. */
  readonly moves: readonly Move[];
  /** Signs; what it gives goes to main. The key is the caller's. */
  sign(privateKey: Uint8Array): Readonly<Record<string, string>>;
}

/** One kind of signature. */
export interface Signer {
  readonly family: Family;
  /** Whether it can move value: then it needs limits of its scope and purpose. */
  readonly value: boolean;
  /** @throws VaultError `VAULT_INPUT`, DrxaError `DRXA_TX_INVALID` */
  prepare(payload: Payload): Prepared;
}

/** The signers by kind. A kind that is not here keeps its name and answers `VAULT_UNSUPPORTED`. */
const SIGNERS: Readonly<Partial<Record<SignKind, Signer>>> = {
  evm: evmSigner,
  statement: statementSigner,
  imp: impSigner,
};

/** @throws VaultError `VAULT_UNSUPPORTED` */
export function signerOf(kind: SignKind): Signer {
  const signer = SIGNERS[kind];
  if (signer === undefined) throw new VaultError('VAULT_UNSUPPORTED', `this vault does not sign ${kind} yet`);
  return signer;
}
