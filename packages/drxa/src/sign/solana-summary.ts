import { toHex } from '../encoding/hex.ts';
import { refuseToSign } from './refusal.ts';
import type { SolanaInstruction, SolanaMessage } from './solana-message.ts';

/** A payment that the signer recognises. */
export interface SolanaTransfer {
  readonly kind: 'transfer' | 'token-transfer';
  /** The account that is paid from; of a token the token account. */
  readonly from: string;
  /** The account that is paid; of a token the token account, not its owner. */
  readonly to: string;
  /** Lamports, or the token's smallest unit. A token's extension may take a fee out of it. */
  readonly amount: bigint;
  /**
   * `native`, or the token's mint. A plain token `Transfer` does not name it; it is then `undefined`: the mint is that
   * of the account paid from.
   */
  readonly asset: string | undefined;
  /** Who may move what is in `from`: the same as `from` but for tokens. */
  readonly authority: string;
}

/** A step whose effect is not recognised: anything may happen to the writable accounts. */
export interface SolanaUnknown {
  readonly kind: 'unknown instruction';
  readonly program: string;
  readonly accounts: readonly (string | undefined)[];
  /** Hex. */
  readonly data: string;
}

/** What a transaction does. */
export interface SolanaSummary {
  readonly version: 'legacy' | 0;
  readonly feePayer: string;
  readonly signers: readonly string[];
  readonly blockhash: string;
  /** Its steps in their order, but for those that only set the price of computing. */
  readonly actions: readonly (SolanaTransfer | SolanaUnknown)[];
  /** The most that it costs, lamports: per signature, and what is offered for computing. */
  readonly fee: bigint;
}

const SYSTEM = '11111111111111111111111111111111';
const COMPUTE_BUDGET = 'ComputeBudget111111111111111111111111111111';
const TOKEN_PROGRAMS = new Set([
  'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
  'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb',
]);
/** Programs that check signatures; the first byte of their data counts them, and each is paid for. */
const SIGNATURE_PROGRAMS = new Set([
  'Ed25519SigVerify111111111111111111111111111',
  'KeccakSecp256k11111111111111111111111111111',
  'Secp256r1SigVerify1111111111111111111111111',
]);
const SYSTEM_TRANSFER = 2;
const TOKEN_TRANSFER = 3;
const TOKEN_TRANSFER_CHECKED = 12;
const HEAP_FRAME = 1;
const UNIT_LIMIT = 2;
const UNIT_PRICE = 3;
const DATA_SIZE_LIMIT = 4;
const LAMPORTS_PER_SIGNATURE = 5_000n;
/** Units of computing that an instruction may use when no limit is set, and a transaction in all. */
const UNITS_PER_INSTRUCTION = 200_000n;
const MOST_UNITS = 1_400_000n;
const MICRO = 1_000_000n;

/** A little-endian number of these bytes. */
const number = (bytes: Uint8Array): bigint => BigInt(`0x0${toHex(Uint8Array.from(bytes).reverse())}`);

function systemTransfer({ accounts, data }: SolanaInstruction): SolanaTransfer | undefined {
  const [from, to] = accounts;
  if (data.length !== 12 || number(data.subarray(0, 4)) !== BigInt(SYSTEM_TRANSFER)) return undefined;
  if (accounts.length !== 2 || from === undefined || to === undefined) return undefined;
  const amount = number(data.subarray(4));
  return { kind: 'transfer', from, to, amount, asset: 'native', authority: from };
}

function tokenTransfer({ accounts, data }: SolanaInstruction): SolanaTransfer | undefined {
  const checked = data[0] === TOKEN_TRANSFER_CHECKED;
  if (!(checked && data.length === 10) && !(data[0] === TOKEN_TRANSFER && data.length === 9))
    return undefined;
  const [from, ...rest] = accounts;
  const [asset, to, authority] = checked ? rest : [undefined, ...rest];
  // Further accounts belong to multiple signers or to a token's own program, whose effect is not known here.
  if (accounts.length !== (checked ? 4 : 3)) return undefined;
  if (from === undefined || to === undefined || authority === undefined) return undefined;
  if (checked && asset === undefined) return undefined;
  return { kind: 'token-transfer', from, to, amount: number(data.subarray(1, 9)), asset, authority };
}

function actionOf(instruction: SolanaInstruction): SolanaTransfer | SolanaUnknown {
  const { program, accounts, data } = instruction;
  const transfer =
    program === SYSTEM
      ? systemTransfer(instruction)
      : TOKEN_PROGRAMS.has(program)
        ? tokenTransfer(instruction)
        : undefined;
  return transfer ?? { kind: 'unknown instruction', program, accounts, data: toHex(data) };
}

/** Lamports offered for computing: price times limit, as the runtime reckons it. */
function priority(instructions: readonly SolanaInstruction[]): bigint {
  const set = new Map<number, bigint>();
  const own = instructions.filter(({ program }) => program === COMPUTE_BUDGET);
  for (const { data } of own) {
    const [kind] = data;
    const length = kind === UNIT_PRICE ? 9 : 5;
    if (![HEAP_FRAME, UNIT_LIMIT, UNIT_PRICE, DATA_SIZE_LIMIT].includes(kind) || data.length !== length) {
      return refuseToSign('transaction', 'a setting of the price of computing is not known');
    }
    if (set.has(kind)) return refuseToSign('transaction', 'sets the price of computing twice');
    set.set(kind, number(data.subarray(1)));
  }
  const unset = UNITS_PER_INSTRUCTION * BigInt(instructions.length - own.length);
  const units = set.get(UNIT_LIMIT) ?? unset;
  const offered = (set.get(UNIT_PRICE) ?? 0n) * (units < MOST_UNITS ? units : MOST_UNITS);
  return (offered + MICRO - 1n) / MICRO;
}

/** What the message does. @throws DRXA_TX_INVALID when the price that it offers cannot be told */
export function summarizeSolana({ version, signers, blockhash, instructions }: SolanaMessage): SolanaSummary {
  const checkedElsewhere = instructions
    .filter(({ program }) => SIGNATURE_PROGRAMS.has(program))
    .reduce((sum, { data }) => sum + BigInt(data[0] ?? 0), 0n);
  const signatures = BigInt(signers.length) + checkedElsewhere;
  return {
    version,
    feePayer: signers[0],
    signers,
    blockhash,
    actions: instructions.filter(({ program }) => program !== COMPUTE_BUDGET).map(actionOf),
    fee: LAMPORTS_PER_SIGNATURE * signatures + priority(instructions),
  };
}
