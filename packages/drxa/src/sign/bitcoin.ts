import { secp256k1 } from '@noble/curves/secp256k1.js';
import { base64 } from '@scure/base';
import { SigHash, Transaction, getPrevOut } from '@scure/btc-signer/transaction.js';
import { bitcoin } from '../chains/bitcoin.ts';
import { networkOf } from '../chains/chain.ts';
import type { Chain } from '../chains/chain.ts';
import { checkedSecp256k1Key } from '../curves/ecdsa.ts';
import { sameBytes } from '../encoding/bytes.ts';
import { toHex } from '../encoding/hex.ts';
import { DrxaError } from '../errors.ts';
import { BITCOIN_FAMILY, addressOfScript, scriptsOf } from './bitcoin-script.ts';
import type { KeyScripts } from './bitcoin-script.ts';
import { refuseToSign } from './refusal.ts';

/** One output of a transaction. */
export interface BitcoinOutput {
  /** `undefined` for a script without an address, such as one that only carries data. */
  readonly to: string | undefined;
  /** Hex. */
  readonly script: string;
  /** The smallest units: satoshi. */
  readonly amount: bigint;
  /** Whether it comes back to one of the keys that the caller named as own. */
  readonly change: boolean;
}

/** What a transaction does. Amounts in satoshi. */
export interface BitcoinSummary {
  readonly chain: string;
  readonly network: string;
  /** The addresses of this key that are spent from. */
  readonly from: readonly string[];
  /** What this key's inputs hold. */
  readonly spent: bigint;
  readonly outputs: readonly BitcoinOutput[];
  /** All outputs but change. */
  readonly sent: bigint;
  /** What is paid to the miners, by all inputs together. */
  readonly fee: bigint;
}

/** A PSBT with this key's signatures. */
export interface SignedPsbt {
  /** The transaction's id; `undefined` while others have to sign. */
  readonly id: string | undefined;
  /** The whole transaction as `sendrawtransaction` takes it, hex; `undefined` while others have to sign. */
  readonly bytes: string | undefined;
  /** Base64. */
  readonly psbt: string;
  readonly summary: BitcoinSummary;
}

/** A PSBT, and what its bytes do not say: whose it is, and of which chain. */
export interface PsbtQuestion {
  /** The key that is to sign. */
  readonly publicKey: Uint8Array;
  /** BIP-174 or BIP-370. */
  readonly psbt: Uint8Array;
  /** One of the Bitcoin family; bitcoin unless said. */
  readonly chain?: Chain;
  /** The chain's main network unless said. */
  readonly network?: string;
  /** Public keys whose outputs are own change. Without them every output is a payment. */
  readonly changeKeys?: readonly Uint8Array[];
}

/** The same with the private key. */
export type PsbtRequest = Omit<PsbtQuestion, 'publicKey'> & { readonly privateKey: Uint8Array };

type Input = ReturnType<Transaction['getInput']>;

/** BIP-340 allows any; zeros make the signature the same each time. */
const NO_RANDOMNESS = new Uint8Array(32);
const LONGEST = 4 * 1024 * 1024;
const OPTIONS = { allowUnknownOutputs: true, allowUnknownInputs: true, unknown: 'ignore' } as const;

/**
 * What a PSBT does when this key signs it, or why {@link signPsbt} would not.
 * @throws DRXA_TX_INVALID with the reason; DRXA_KEY_INVALID, DRXA_FIELD_INVALID, DRXA_UNSUPPORTED for another chain
 */
export const summarizePsbt = (question: PsbtQuestion): BitcoinSummary => readPsbt(question).summary;

/**
 * Signs the inputs of a PSBT that this key alone spends: p2wpkh, p2tr (by the key, without scripts), p2sh-p2wpkh and
 * p2pkh, where the chain has them. Other inputs are left to others. Only whole transactions are signed (sighash ALL,
 * or taproot's DEFAULT); each input carries the whole previous transaction, so that the fee shown is the fee paid. Only
 * taproot's need not, when this key signs one of them. RFC 6979 and zero auxiliary bytes: the same request gives the
 * same signatures.
 * @throws DRXA_TX_INVALID with the reason; DRXA_KEY_INVALID, DRXA_FIELD_INVALID, DRXA_UNSUPPORTED for another chain
 * @example
 *   const { bytes, summary } = signPsbt({ privateKey, psbt, changeKeys: [scope.publicKey(change)] });
 */
export function signPsbt({ privateKey, ...rest }: PsbtRequest): SignedPsbt {
  const key = checkedSecp256k1Key(privateKey);
  const publicKey = secp256k1.getPublicKey(key, true);
  const { transaction, own, summary } = readPsbt({ publicKey, ...rest });
  for (const input of own) signInput(transaction, input, key);
  const whole = extracted(transaction);
  return {
    id: whole?.id,
    bytes: whole?.bytes,
    psbt: base64.encode(orRefused(() => transaction.toPSBT())),
    summary,
  };
}

interface ReadPsbt {
  readonly transaction: Transaction;
  readonly own: readonly OwnInput[];
  readonly summary: BitcoinSummary;
}

function readPsbt({
  publicKey,
  psbt,
  chain = bitcoin,
  network: name,
  changeKeys = [],
}: PsbtQuestion): ReadPsbt {
  if (!BITCOIN_FAMILY.includes(chain)) {
    throw new DrxaError('DRXA_UNSUPPORTED', 'chain: not of the Bitcoin family', 'chain');
  }
  const network = networkOf(chain, name);
  const scripts = scriptsOf(chain, publicKey);
  const change = changeKeys.flatMap((one) => scriptsOf(chain, one));
  if (!(psbt instanceof Uint8Array) || psbt.length > LONGEST) {
    return refuseToSign('psbt', `must be a Uint8Array of at most ${LONGEST} bytes`);
  }
  const transaction = orRefused(() => Transaction.fromPSBT(psbt, OPTIONS));
  const inputs = inputsOf(transaction);
  const own = inputs.flatMap((input, at): OwnInput[] => {
    const found = scripts.find(({ script }) => sameBytes(script, input.script));
    return found === undefined ? [] : [{ at, ...input, ...found }];
  });
  if (own.length === 0) return refuseToSign('psbt', 'no input is spent by this key alone');
  requirePrevious(inputs, own);
  for (const input of own) requireWhole(input);
  const outputs = outputsOf(transaction, chain, network, change);
  const fee = sum(inputs) - sum(outputs);
  if (fee < 0n) return refuseToSign('psbt', 'pays more than it spends');
  const summary = {
    chain: chain.name,
    network,
    from: [...new Set(own.map(({ script }) => addressOfScript(chain, network, script)!))],
    spent: sum(own),
    outputs,
    sent: sum(outputs.filter((output) => !output.change)),
    fee,
  };
  return { transaction, own, summary };
}

/** What the library refuses, in our words and with its reason. It is given public data and the key, and names no key. */
function orRefused<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof DrxaError) throw error;
    return refuseToSign('psbt', error instanceof Error ? error.message.slice(0, 200) : 'cannot be read');
  }
}

const sum = (parts: readonly { readonly amount: bigint }[]): bigint =>
  parts.reduce((total, { amount }) => total + amount, 0n);

interface SpentOutput {
  readonly input: Input;
  readonly script: Uint8Array;
  readonly amount: bigint;
}

type OwnInput = SpentOutput & KeyScripts & { readonly at: number };

function inputsOf(transaction: Transaction): SpentOutput[] {
  const seen = new Set<string>();
  return Array.from({ length: transaction.inputsLength }, (_, at) => {
    const input = transaction.getInput(at);
    if (input.txid === undefined || input.index === undefined) {
      return refuseToSign('psbt', `input ${at} names no output`);
    }
    const outpoint = `${toHex(input.txid)}:${input.index}`;
    if (seen.has(outpoint)) return refuseToSign('psbt', `input ${at} spends what another one spends`);
    seen.add(outpoint);
    const { script, amount } = orRefused(() => getPrevOut(input));
    return { input, script, amount };
  });
}

/**
 * A false amount would hide a fee. Taproot's signatures are over the amounts and scripts of all inputs, so that with a
 * lie they are worth nothing; but only if one of this key is among them. Without one, an own input could pass as a
 * stranger's taproot in one request and the others in the next.
 */
function requirePrevious(inputs: readonly SpentOutput[], own: readonly KeyScripts[]): void {
  const committed = own.some(({ form }) => form === 'p2tr');
  for (const [at, { input, script }] of inputs.entries()) {
    const taproot = script.length === 34 && script[0] === 0x51 && script[1] === 32;
    if (input.nonWitnessUtxo === undefined && !(taproot && committed)) {
      return refuseToSign('psbt', `input ${at} lacks the whole previous transaction`);
    }
  }
}

function outputsOf(
  transaction: Transaction,
  chain: Chain,
  network: string,
  change: readonly KeyScripts[],
): BitcoinOutput[] {
  if (transaction.outputsLength === 0) return refuseToSign('psbt', 'pays nobody');
  return Array.from({ length: transaction.outputsLength }, (_, at) => {
    const { script, amount } = transaction.getOutput(at);
    if (script === undefined || amount === undefined) {
      return refuseToSign('psbt', `output ${at} has no script or amount`);
    }
    return {
      to: addressOfScript(chain, network, script),
      script: toHex(script),
      amount,
      change: change.some((own) => sameBytes(own.script, script)),
    };
  });
}

const allowedSighashes = (form: string): SigHash[] =>
  form === 'p2tr' ? [SigHash.DEFAULT, SigHash.ALL] : [SigHash.ALL];

function requireWhole({ at, form, input: { sighashType } }: OwnInput): void {
  if (sighashType !== undefined && !allowedSighashes(form).includes(sighashType)) {
    return refuseToSign(
      'psbt',
      `input ${at} asks for sighash ${sighashType}; only whole transactions are signed`,
    );
  }
}

function signInput(transaction: Transaction, { at, form, redeemScript }: OwnInput, key: Uint8Array): void {
  orRefused(() => {
    const x = secp256k1.getPublicKey(key, true).subarray(1);
    if (form === 'p2tr') transaction.updateInput(at, { tapInternalKey: x }, true);
    if (redeemScript !== undefined) transaction.updateInput(at, { redeemScript }, true);
    transaction.signIdx(key, at, allowedSighashes(form), NO_RANDOMNESS);
  });
}

/** The whole transaction when nobody else has to sign. */
function extracted(transaction: Transaction): { id: string; bytes: string } | undefined {
  try {
    const whole = transaction.clone();
    whole.finalize();
    return { bytes: toHex(whole.extract()), id: whole.id };
  } catch {
    return undefined;
  }
}
