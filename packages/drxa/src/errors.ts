/** What went wrong, for programs. The words of the message may change, these do not. */
export type DrxaErrorCode =
  | 'DRXA_SEED_LENGTH'
  | 'DRXA_SEED_WEAK'
  | 'DRXA_FIELD_INVALID'
  | 'DRXA_FIELD_NOT_NFC'
  | 'DRXA_INDEX_RANGE'
  | 'DRXA_UNKNOWN_CHAIN'
  | 'DRXA_UNKNOWN_FAMILY'
  | 'DRXA_KEY_INVALID'
  | 'DRXA_HEX'
  | 'DRXA_ADDRESS_FORMAT'
  | 'DRXA_ADDRESS_CHECKSUM'
  | 'DRXA_ADDRESS_NETWORK'
  | 'DRXA_MNEMONIC'
  | 'DRXA_PATH'
  | 'DRXA_SCOPE_IMPORT'
  | 'DRXA_UNSUPPORTED'
  | 'DRXA_DERIVATION_FAILED'
  | 'DRXA_TX_INVALID'
  | 'DRXA_ENGINE'
  | 'DRXA_WIPED';

/** Every refusal of this package. The message never holds a seed, a key, a mnemonic or an exported scope. */
export class DrxaError extends Error {
  override readonly name = 'DrxaError';
  readonly code: DrxaErrorCode;
  /** The input that was refused, by its name in the call; `undefined` when no single one was. */
  readonly field: string | undefined;

  constructor(code: DrxaErrorCode, message: string, field?: string) {
    super(message);
    this.code = code;
    this.field = field;
  }
}
