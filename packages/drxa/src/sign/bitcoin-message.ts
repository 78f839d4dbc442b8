import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base64 } from '@scure/base';
import { RawWitness } from '@scure/btc-signer/script.js';
import { SigHash, Transaction } from '@scure/btc-signer/transaction.js';
import { bitcoin } from '../chains/bitcoin.ts';
import { formOf, networkOf } from '../chains/chain.ts';
import { checkedSecp256k1Key } from '../curves/ecdsa.ts';
import { concat } from '../encoding/bytes.ts';
import { addressOfScript, scriptsOf } from './bitcoin-script.ts';
import { refuseToSign } from './refusal.ts';

/** A message signed as BIP-322 says. */
export interface SignedBitcoinMessage {
  /** The address that the signature is for. */
  readonly from: string;
  /** Base64. `simple` is the witness alone; `full` the transaction that BIP-322 builds, for the two older forms. */
  readonly signature: string;
  readonly format: 'simple' | 'full';
}

const utf8 = new TextEncoder();
const TAG = sha256(utf8.encode('BIP0322-signed-message'));
const OP_RETURN = Uint8Array.of(0x6a);
const NO_RANDOMNESS = new Uint8Array(32);
const LONGEST = 64 * 1024;

/** The tagged hash that stands for the message (BIP-322). */
export const bip322Hash = (message: string): Uint8Array => sha256(concat(TAG, TAG, utf8.encode(message)));

/**
 * The first of BIP-322's two transactions, `to_spend`: its input spends an output that cannot exist, so that neither
 * can be a payment.
 */
export function bip322ToSpend(message: string, script: Uint8Array): Uint8Array {
  const [version, one, noAmount, lockTime] = [4, 1, 8, 4].map((length) => new Uint8Array(length));
  one[0] = 1;
  const nowhere = concat(new Uint8Array(32), new Uint8Array(4).fill(0xff));
  const scriptSig = concat(Uint8Array.of(34, 0, 32), bip322Hash(message));
  const sequence = new Uint8Array(4);
  const output = concat(noAmount, Uint8Array.of(script.length), script);
  return concat(version, one, nowhere, scriptSig, sequence, one, output, lockTime);
}

/**
 * Signs a text for the address that a key has in one of Bitcoin's forms. The same request gives the same signature.
 * @throws DRXA_TX_INVALID, DRXA_KEY_INVALID, DRXA_FIELD_INVALID
 * @example
 *   signBitcoinMessage({ privateKey, message: 'I own this address', form: 'p2tr' }).signature;
 */
export function signBitcoinMessage({
  privateKey,
  message,
  form: formName,
  network: networkName,
}: {
  readonly privateKey: Uint8Array;
  readonly message: string;
  readonly form?: string;
  readonly network?: string;
}): SignedBitcoinMessage {
  const key = checkedSecp256k1Key(privateKey);
  const form = formOf(bitcoin, formName).name;
  const network = networkOf(bitcoin, networkName);
  if (typeof message !== 'string' || !message.isWellFormed() || message.length > LONGEST) {
    return refuseToSign('message', `must be well-formed text of at most ${LONGEST} characters`);
  }
  const publicKey = secp256k1.getPublicKey(key, true);
  const { script, redeemScript } = scriptsOf(bitcoin, publicKey).find((one) => one.form === form)!;
  const nonWitnessUtxo = bip322ToSpend(message, script);
  const toSign = new Transaction({ version: 0, allowUnknownOutputs: true });
  toSign.addInput({
    txid: sha256(sha256(nonWitnessUtxo)).reverse(),
    index: 0,
    sequence: 0,
    nonWitnessUtxo,
    ...(redeemScript === undefined ? {} : { redeemScript }),
    ...(form === 'p2tr' ? { tapInternalKey: publicKey.slice(1), sighashType: SigHash.ALL } : {}),
  });
  toSign.addOutput({ script: OP_RETURN, amount: 0n });
  toSign.signIdx(key, 0, [SigHash.ALL], NO_RANDOMNESS);
  toSign.finalize();
  const from = addressOfScript(bitcoin, network, script)!;
  const witness = toSign.getInput(0).finalScriptWitness;
  if (form === 'p2pkh' || form === 'p2sh-p2wpkh' || witness === undefined) {
    return { from, signature: base64.encode(toSign.extract()), format: 'full' };
  }
  return { from, signature: base64.encode(RawWitness.encode(witness)), format: 'simple' };
}
