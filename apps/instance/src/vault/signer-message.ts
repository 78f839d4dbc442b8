import { bitcoin } from 'drxa/chains/bitcoin';
import { formOf as chainForm } from 'drxa/chains/chain';
import type { Family } from 'drxa/families';
import { signBitcoinMessage } from 'drxa/sign/bitcoin-message';
import { signPersonalMessage } from 'drxa/sign/evm-message';
import { signSolanaMessage } from 'drxa/sign/solana-offchain';
import { signTypedData, summarizeTypedData } from 'drxa/sign/evm-typed-data';
import type { TypedDataSummary } from 'drxa/sign/evm-typed-data';
import type { TypedData } from 'drxa/sign/eip712';
import { signTronMessage } from 'drxa/sign/tron';
import type { Move } from './limits.ts';
import { fieldsOf } from './payload.ts';
import type { Payload, Prepared, Signer } from './signers.ts';
import { textOf } from './summary-text.ts';
import { VaultError } from './vault-error.ts';

/**
 * Messages of keys that hold funds, `{form, text}`: `personal` (EIP-191), `typed-data` (EIP-712, its JSON as text),
 * `tron` (TIP-191), `solana` (an off-chain message), and `bitcoin` (BIP-322) with `address` and `network` besides, the
 * names of the form that the address has and of its network. Gives `{signature}`: hex; of Solana base58, with the signed
 * `bytes` in base64; of Bitcoin base64, with its `format`. For limits an approval moves `evm:<chain id>:<token>`, and
 * what else typed data may allow is not known, so its contract must be on the list.
 */
export const messageSigner: Signer = {
  family: (payload) => formOf(payload).family(payload),
  value: true,
  prepare: (payload) => formOf(payload).prepare(payload),
};

interface MessageForm {
  family(payload: Payload): Family;
  prepare(payload: Payload): Prepared;
}

const FORMS: Readonly<Record<string, MessageForm>> = {
  personal: {
    family: () => 'evm',
    prepare(payload) {
      const { text: message } = fieldsOf(payload, 'form', 'text');
      return {
        summary: { form: 'personal', text: message },
        moves: [],
        sign: (privateKey) => ({ signature: signPersonalMessage({ privateKey, message }).signature }),
      };
    },
  },
  tron: {
    family: () => 'tron',
    prepare(payload) {
      const { text: message } = fieldsOf(payload, 'form', 'text');
      return {
        summary: { form: 'tron', text: message },
        moves: [],
        sign: (privateKey) => ({ signature: signTronMessage({ privateKey, message }) }),
      };
    },
  },
  solana: {
    family: () => 'sol',
    prepare(payload) {
      const { text: message } = fieldsOf(payload, 'form', 'text');
      return {
        summary: { form: 'solana', text: message },
        moves: [],
        sign(privateKey) {
          const { signature, from, bytes } = signSolanaMessage({ privateKey, message });
          return { signature, from, bytes: Buffer.from(bytes).toString('base64') };
        },
      };
    },
  },
  bitcoin: {
    family: (payload) => chainForm(bitcoin, bitcoinFields(payload).address).family,
    prepare(payload) {
      const { text: message, address: form, network } = bitcoinFields(payload);
      return {
        summary: { form: 'bitcoin', text: message, address: form, network },
        moves: [],
        sign: (privateKey) => ({ ...signBitcoinMessage({ privateKey, message, form, network }) }),
      };
    },
  },
  'typed-data': {
    family: () => 'evm',
    prepare(payload) {
      const typedData = typedDataOf(fieldsOf(payload, 'form', 'text').text);
      const summary = summarizeTypedData(typedData, '');
      return {
        summary: textOf({ ...summary, from: undefined }),
        moves: movesOf(summary),
        sign: (privateKey) => ({ signature: signTypedData({ privateKey, typedData }).signature }),
      };
    },
  },
};

function formOf({ form = '' }: Payload): MessageForm {
  const found = Object.hasOwn(FORMS, form) ? FORMS[form] : undefined;
  if (found !== undefined) return found;
  throw new VaultError('VAULT_INPUT', `payload: form is one of ${Object.keys(FORMS).join(', ')}`);
}

function bitcoinFields(payload: Payload): Readonly<Record<'text' | 'address' | 'network', string>> {
  return fieldsOf(payload, 'form', 'text', 'address', 'network');
}

/** Every value is read as its type by the signer; here only the frame. */
function typedDataOf(text: string): TypedData {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new VaultError('VAULT_INPUT', 'payload: text is not JSON', { cause: error });
  }
  if (typeof data !== 'object' || data === null)
    throw new VaultError('VAULT_INPUT', 'payload: text is no JSON object');
  const fields = fieldsOf(data as Payload, 'types', 'primaryType', 'domain', 'message') as unknown;
  return fields as TypedData;
}

function movesOf({ chainId, contract, to, amount }: TypedDataSummary): Move[] {
  const chain = chainId === undefined ? 'evm:any' : `evm:${chainId}`;
  return [
    {
      asset: `${chain}:${contract ?? 'typed-data'}`,
      amount: amount ?? 0n,
      destination: to ?? contract ?? 'typed-data',
      opaque: true,
    },
  ];
}
