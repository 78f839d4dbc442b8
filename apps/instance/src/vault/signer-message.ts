import { signPersonalMessage } from 'drxa/sign/evm-message';
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
 * `tron` (TIP-191). Gives `{signature}`. For limits an approval moves `evm:<chain id>:<token>`, and what else typed data
 * may allow is not known, so its contract must be on the list.
 */
export const messageSigner: Signer = {
  family: (payload) => (fieldsOf(payload, 'form', 'text').form === 'tron' ? 'tron' : 'evm'),
  value: true,
  prepare(payload) {
    const { form, text } = fieldsOf(payload, 'form', 'text');
    const prepare = Object.hasOwn(FORMS, form) ? FORMS[form] : undefined;
    if (prepare === undefined)
      throw new VaultError('VAULT_INPUT', `payload: form is one of ${Object.keys(FORMS).join(', ')}`);
    return prepare(text);
  },
};

const FORMS: Readonly<Record<string, (text: string) => Prepared>> = {
  personal: (message) => ({
    summary: { form: 'personal', text: message },
    moves: [],
    sign: (privateKey) => ({ signature: signPersonalMessage({ privateKey, message }).signature }),
  }),
  tron: (message) => ({
    summary: { form: 'tron', text: message },
    moves: [],
    sign: (privateKey) => ({ signature: signTronMessage({ privateKey, message }) }),
  }),
  'typed-data': (text) => {
    const typedData = typedDataOf(text);
    const summary = summarizeTypedData(typedData, '');
    return {
      summary: textOf({ ...summary, from: undefined }),
      moves: movesOf(summary),
      sign: (privateKey) => ({ signature: signTypedData({ privateKey, typedData }).signature }),
    };
  },
};

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
