import { chainNamed } from '../chains/all.ts';
import { DrxaError } from '../errors.ts';
import { BITCOIN_FAMILY } from './bitcoin-script.ts';
import { signPsbt } from './bitcoin.ts';
import type { SignedPsbt } from './bitcoin.ts';
import { signEvm } from './evm.ts';
import type { SignedEvm } from './evm.ts';
import { signSolana } from './solana.ts';
import type { SignedSolana } from './solana.ts';
import { signTron } from './tron.ts';
import type { SignedTron } from './tron.ts';

/** A transaction of any chain that is signed here. */
export interface TransactionRequest {
  readonly privateKey: Uint8Array;
  /**
   * EVM: the bytes to be signed. Bitcoin family: a PSBT. Solana: the wire form with its places for signatures. Tron: the
   * raw data.
   */
  readonly transaction: Uint8Array;
  /** Of the Bitcoin family alone, for its addresses. */
  readonly network?: string;
  /** Of the Bitcoin family alone: public keys whose outputs are own change. */
  readonly changeKeys?: readonly Uint8Array[];
}

/** What came of it; `signer` says of which kind the rest is. */
export type SignedTransaction =
  | ({ readonly signer: 'evm' } & SignedEvm)
  | ({ readonly signer: 'bitcoin' } & SignedPsbt)
  | ({ readonly signer: 'solana' } & SignedSolana)
  | ({ readonly signer: 'tron' } & SignedTron);

type Sign = (request: TransactionRequest) => SignedTransaction;

/** Tier 1. All others are refused until they have a signer that decodes what it signs, and a proof of it. */
const SIGNERS = new Map<string, Sign>([
  [
    'ethereum',
    ({ privateKey, transaction }) => ({
      signer: 'evm',
      ...signEvm({ privateKey, unsigned: transaction }),
    }),
  ],
  ...BITCOIN_FAMILY.map((chain): [string, Sign] => [
    chain.name,
    ({ transaction, ...rest }) => ({ signer: 'bitcoin', ...signPsbt({ ...rest, psbt: transaction, chain }) }),
  ]),
  [
    'solana',
    ({ privateKey, transaction }) => ({ signer: 'solana', ...signSolana({ privateKey, transaction }) }),
  ],
  [
    'tron',
    ({ privateKey, transaction }) => ({
      signer: 'tron',
      ...signTron({ privateKey, rawData: transaction }),
    }),
  ],
]);

/** Whether transactions of a chain, by its name or an alias, are signed here. @throws DRXA_UNKNOWN_CHAIN */
export const signsTransactions = (chainName: string): boolean => SIGNERS.has(chainNamed(chainName).name);

/**
 * Signs a transaction of a chain, by the chain's name or an alias. A program that signs for one chain imports that
 * chain's signer alone.
 * @throws DRXA_UNSUPPORTED for a chain without a signer, DRXA_UNKNOWN_CHAIN, and what the signer throws
 * @example
 *   const { signer, summary } = signTransaction('polygon', { privateKey, transaction });
 */
export function signTransaction(chainName: string, request: TransactionRequest): SignedTransaction {
  const { name } = chainNamed(chainName);
  const sign = SIGNERS.get(name);
  if (sign === undefined) {
    throw new DrxaError('DRXA_UNSUPPORTED', `chain: transactions of ${name} are not signed here`, 'chain');
  }
  return sign(request);
}
