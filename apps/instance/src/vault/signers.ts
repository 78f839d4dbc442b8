import type { Family } from 'drxa/families';
import { evmSigner } from './signer-evm.ts';
import { messageSigner } from './signer-message.ts';
import { psbtSigner } from './signer-psbt.ts';
import { solanaSigner } from './signer-solana.ts';
import { tronSigner } from './signer-tron.ts';
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

/** The public keys of the user and family that sign. */
export type PublicKeys = (index?: number) => Uint8Array;

/** One kind of signature. */
export interface Signer {
  /** Whose key signs this. @throws VaultError `VAULT_INPUT` */
  family(payload: Payload): Family;
  /** Whether it can move value, or speak for who holds it: then it needs limits of its scope and purpose. */
  readonly value: boolean;
  /**
   * @param publicKeys of the index that signs, without one
   * @throws VaultError `VAULT_INPUT`, DrxaError `DRXA_TX_INVALID`
   */
  prepare(payload: Payload, publicKeys: PublicKeys): Prepared;
}

/** The signers by kind. A kind that is not here keeps its name and answers `VAULT_UNSUPPORTED`. */
const SIGNERS: Readonly<Partial<Record<SignKind, Signer>>> = {
  evm: evmSigner,
  psbt: psbtSigner,
  solana: solanaSigner,
  tron: tronSigner,
  message: messageSigner,
  statement: statementSigner,
  imp: impSigner,
};

/** @throws VaultError `VAULT_UNSUPPORTED` */
export function signerOf(kind: SignKind): Signer {
  const signer = SIGNERS[kind];
  if (signer === undefined) throw new VaultError('VAULT_UNSUPPORTED', `this vault does not sign ${kind} yet`);
  return signer;
}
