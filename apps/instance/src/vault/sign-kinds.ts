/** What may be asked to be signed; a kind without a signer answers `VAULT_UNSUPPORTED`. */
export const SIGN_KINDS = ['evm', 'psbt', 'solana', 'tron', 'mixin', 'message', 'statement', 'imp'] as const;
export type SignKind = (typeof SIGN_KINDS)[number];
