import { decodeSolana } from 'drxa/sign/solana-message';
import { signSolana } from 'drxa/sign/solana';
import { summarizeSolana } from 'drxa/sign/solana-summary';
import type { SolanaSummary } from 'drxa/sign/solana-summary';
import type { Move } from './limits.ts';
import { fieldsOf, fromBase64 } from './payload.ts';
import type { Signer } from './signers.ts';
import { textOf } from './summary-text.ts';

/**
 * Transactions of Solana: `{transaction}` in base64. Gives `{bytes, complete}`, and `id` once the payer has signed. For
 * limits an asset is `sol:native` or `sol:<mint>`; an instruction that is not a transfer counts as a move to its program.
 */
export const solanaSigner: Signer = {
  family: () => 'sol',
  value: true,
  prepare(payload) {
    const transaction = fromBase64('transaction', fieldsOf(payload, 'transaction').transaction);
    const summary = summarizeSolana(decodeSolana(transaction).message);
    return {
      summary: { ...textOf(summary), actions: summary.actions.map(({ kind }) => kind).join(', ') },
      moves: movesOf(summary),
      sign(privateKey) {
        const { id, bytes, complete } = signSolana({ privateKey, transaction });
        return { bytes, complete: String(complete), ...(id === undefined ? {} : { id }) };
      },
    };
  },
};

function movesOf({ actions, fee }: SolanaSummary): Move[] {
  const moves = actions.map((action): Move => {
    if (action.kind === 'unknown instruction')
      return { asset: 'sol:native', amount: 0n, destination: action.program, opaque: true };
    const { asset, amount, to: destination, from } = action;
    // A plain token transfer does not name its mint: the account that is paid from stands for it in the limits.
    return { asset: `sol:${asset ?? `token-of:${from}`}`, amount, destination };
  });
  // The fee goes to nobody whom a list of destinations could name, so it stands with the first of them.
  const [first] = moves;
  const paid = { destination: first?.destination ?? 'fee', opaque: first?.opaque ?? true };
  return [...moves, { asset: 'sol:native', amount: fee, ...paid }];
}
