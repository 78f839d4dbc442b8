import { decodeTron, signTron } from 'drxa/sign/tron';
import type { TronSummary } from 'drxa/sign/tron';
import type { Move } from './limits.ts';
import { fieldsOf, fromBase64 } from './payload.ts';
import type { Signer } from './signers.ts';
import { textOf } from './summary-text.ts';

/**
 * Transactions of Tron: `{rawData}` in base64. Gives `{id, signature, bytes}`, hex. For limits an asset is
 * `tron:native` or `tron:<contract>`.
 */
export const tronSigner: Signer = {
  family: () => 'tron',
  value: true,
  prepare(payload) {
    const rawData = fromBase64('rawData', fieldsOf(payload, 'rawData').rawData);
    const summary = decodeTron(rawData);
    return {
      summary: textOf(summary),
      moves: movesOf(summary),
      sign(privateKey) {
        const { id, signature, bytes } = signTron({ privateKey, rawData });
        return { id, signature, bytes };
      },
    };
  },
};

function movesOf({ kind, asset, amount, to: destination, feeLimit }: TronSummary): Move[] {
  // What a contract does with a call is not in the call: its address must be on the list.
  const opaque = kind === 'contract-call';
  return [
    { asset: asset === 'TRX' ? 'tron:native' : `tron:${asset}`, amount, destination, opaque },
    { asset: 'tron:native', amount: feeLimit, destination, opaque },
  ];
}
