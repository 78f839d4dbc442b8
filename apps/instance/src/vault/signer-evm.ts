import { signEvm, summarizeEvm } from 'drxa/sign/evm';
import type { EvmSummary } from 'drxa/sign/evm';
import { decodeEvm } from 'drxa/sign/evm-transaction';
import type { Move } from './limits.ts';
import { fieldsOf, fromBase64 } from './payload.ts';
import type { Signer } from './signers.ts';
import { textOf } from './summary-text.ts';

/**
 * Transactions of EVM chains: `{unsigned}`, the bytes to be signed, in base64. Gives `{id, bytes}` as
 * `eth_sendRawTransaction` takes them. For limits an asset is `evm:<chain id>:native` or `evm:<chain id>:<contract>`.
 */
export const evmSigner: Signer = {
  family: () => 'evm',
  value: true,
  prepare(payload) {
    const unsigned = fromBase64('unsigned', fieldsOf(payload, 'unsigned').unsigned);
    const summary = summarizeEvm(decodeEvm(unsigned), '');
    return {
      summary: textOf({ ...summary, from: undefined }),
      moves: movesOf(summary),
      sign(privateKey) {
        const { id, bytes } = signEvm({ privateKey, unsigned });
        return { id, bytes };
      },
    };
  },
};

function movesOf({ kind, chainId, asset, amount, fee, to }: EvmSummary): Move[] {
  const native = `evm:${chainId}:native`;
  const destination = to ?? 'contract-creation';
  // What a contract does with a call is not in the call: its address must be on the list.
  const opaque = kind !== 'transfer' && kind !== 'token-transfer';
  return [
    { asset: asset === 'native' ? native : `evm:${chainId}:${asset}`, amount, destination, opaque },
    { asset: native, amount: fee, destination, opaque },
  ];
}
