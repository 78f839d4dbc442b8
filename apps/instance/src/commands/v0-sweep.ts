import { Type } from 'typebox';
import type { Static } from 'typebox';
import { chainNamed } from 'drxa/chains/all';
import { ethereum } from 'drxa/chains/ethereum';
import { encodeEvm } from 'drxa/sign/evm-transaction';
import { signTransaction } from 'drxa/sign/tiers';
import type { SignedTransaction } from 'drxa/sign/tiers';
import type { V0Place, V0Wallet } from 'drxa/v0';
import { problemOf } from '../vault/schema-problem.ts';
import { CommandError } from './command-error.ts';

const closed = { additionalProperties: false };
const Whole = Type.String({ pattern: '^(0|[1-9][0-9]{0,77})$' });
const EvmFacts = { chainId: Whole, nonce: Whole, balance: Whole, gasLimit: Type.Optional(Whole) };

/** What the network knows of an EVM account; amounts in wei. The whole balance is moved, but for the fee. */
const EvmLegacyFactsSchema = Type.Object({ ...EvmFacts, gasPrice: Whole }, closed);
const EvmFeeFactsSchema = Type.Object(
  { ...EvmFacts, maxFeePerGas: Whole, maxPriorityFeePerGas: Whole },
  closed,
);
/** A transaction that another program has built and nobody signed: hex with `0x`, or base64. */
const BuiltSchema = Type.Object(
  { transaction: Type.String({ pattern: '^(0x([0-9a-fA-F]{2})+|[A-Za-z0-9+/]+={0,2})$' }) },
  closed,
);

/** Of a plain transfer. */
const TRANSFER_GAS = 21_000n;

/** A signed transaction that moves what an entry of the first scheme holds. */
export interface Sweep {
  readonly chain: string;
  readonly to: string;
  readonly asset: string;
  /** The smallest units; of several payments their sum. */
  readonly amount: string;
  /** The most that it costs, in the chain's own smallest unit. */
  readonly fee: string;
  /** As the network takes it. */
  readonly signed: string;
  /** How the network names it. */
  readonly id: string;
}

export interface SweepRequest {
  /** The entry whose key signs. */
  readonly place: V0Place;
  /** The chain whose transactions it signs, by its name or an alias. */
  readonly codec: string;
  readonly network?: string | undefined;
  /** Where everything goes. */
  readonly to: string;
  /** What the caller read in a file. */
  readonly facts: Readonly<Record<string, unknown>>;
}

interface Payment {
  readonly to: string | undefined;
  readonly amount: bigint;
  readonly asset: string;
}

/**
 * Signs a transaction that pays one address and nothing else. What it pays is read from the bytes that were signed.
 * @throws CommandError `FACTS_INVALID` naming the field, `SWEEP_REFUSED` when anything goes elsewhere; DrxaError
 * `DRXA_UNSUPPORTED` for a chain without a signer, `DRXA_TX_INVALID`, and those of the address
 */
export function sweep(wallet: V0Wallet, { place, codec, network, to, facts }: SweepRequest): Sweep {
  const chain = chainNamed(codec);
  const where = network === undefined ? {} : { network };
  const target = chain.parse(to, where).canonical;
  const transaction = 'transaction' in facts ? builtBytes(facts) : evmBytes(chain.name, target, facts);
  const privateKey = wallet.privateKey(place);
  try {
    const signed = signTransaction(chain.name, { privateKey, transaction, ...where });
    const payments = paymentsOf(signed);
    const assets = new Set(payments.map(({ asset }) => asset));
    const elsewhere = payments.find((payment) => payment.to !== target);
    if (elsewhere !== undefined)
      throw refused(`the transaction pays ${elsewhere.to ?? 'something without an address'}, not ${target}`);
    if (assets.size !== 1) throw refused('the transaction pays nothing, or several assets');
    const amount = payments.reduce((sum, payment) => sum + payment.amount, 0n);
    return {
      chain: chain.name,
      to: target,
      asset: [...assets][0],
      amount: String(amount),
      fee: String(signed.signer === 'tron' ? signed.summary.feeLimit : signed.summary.fee),
      ...whole(signed),
    };
  } finally {
    privateKey.fill(0);
  }
}

function builtBytes(facts: Readonly<Record<string, unknown>>): Uint8Array {
  const { transaction } = checked(BuiltSchema, facts);
  return transaction.startsWith('0x')
    ? Buffer.from(transaction.slice(2), 'hex')
    : Buffer.from(transaction, 'base64');
}

function evmBytes(chain: string, to: string, facts: Readonly<Record<string, unknown>>): Uint8Array {
  if (chain !== ethereum.name)
    throw new CommandError(
      'FACTS_INVALID',
      `--facts: on ${chain} the transaction is built elsewhere; the file holds it as "transaction"`,
    );
  const fields = (
    given: { chainId: string; nonce: string; balance: string },
    gasLimit: bigint,
    price: bigint,
  ) => {
    const value = BigInt(given.balance) - gasLimit * price;
    if (value <= 0n) throw new CommandError('FACTS_INVALID', '--facts: the balance does not pay the fee');
    const data = new Uint8Array();
    return { chainId: BigInt(given.chainId), nonce: BigInt(given.nonce), gasLimit, to, value, data };
  };
  const gasOf = ({ gasLimit }: { gasLimit?: string }): bigint =>
    gasLimit === undefined ? TRANSFER_GAS : BigInt(gasLimit);
  if ('gasPrice' in facts) {
    const given = checked(EvmLegacyFactsSchema, facts);
    const gasPrice = BigInt(given.gasPrice);
    return encodeEvm({ type: 'legacy', ...fields(given, gasOf(given), gasPrice), gasPrice });
  }
  const given = checked(EvmFeeFactsSchema, facts);
  const maxFeePerGas = BigInt(given.maxFeePerGas);
  return encodeEvm({
    type: 'eip1559',
    ...fields(given, gasOf(given), maxFeePerGas),
    maxFeePerGas,
    maxPriorityFeePerGas: BigInt(given.maxPriorityFeePerGas),
    accessList: [],
  });
}

function checked<Schema extends typeof BuiltSchema | typeof EvmLegacyFactsSchema | typeof EvmFeeFactsSchema>(
  schema: Schema,
  facts: Readonly<Record<string, unknown>>,
): Static<Schema> {
  const problem = problemOf(schema, facts);
  if (problem !== undefined) throw new CommandError('FACTS_INVALID', `--facts: ${problem}`);
  return facts as Static<Schema>;
}

function paymentsOf(signed: SignedTransaction): Payment[] {
  switch (signed.signer) {
    case 'evm':
    case 'tron': {
      const { kind, to, amount, asset } = signed.summary;
      if (kind !== 'transfer' && kind !== 'token-transfer') throw refused(`the transaction is a ${kind}`);
      return [{ to, amount, asset }];
    }
    case 'bitcoin':
      return signed.summary.outputs.map(({ to, amount }) => ({ to, amount, asset: signed.summary.chain }));
    case 'solana':
      return signed.summary.actions.map((action) => {
        if (action.kind === 'unknown instruction')
          throw refused(`the transaction has an instruction that is not read here, of ${action.program}`);
        return { to: action.to, amount: action.amount, asset: action.asset ?? 'a token' };
      });
  }
}

/** @throws CommandError `SWEEP_REFUSED` while others have to sign as well */
function whole(signed: SignedTransaction): { readonly signed: string; readonly id: string } {
  const { id, bytes } = signed;
  if (id === undefined || bytes === undefined || (signed.signer === 'solana' && !signed.complete))
    throw refused('the transaction asks for signatures of others too');
  return { signed: bytes, id };
}

function refused(why: string): CommandError {
  return new CommandError('SWEEP_REFUSED', `${why}; nothing is printed`);
}
