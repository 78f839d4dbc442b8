import { DrxaError } from '../errors.ts';

/** What a signer will not sign, and why. The reason must not hold secret input. @throws DRXA_TX_INVALID */
export function refuseToSign(field: string, reason: string): never {
  throw new DrxaError('DRXA_TX_INVALID', `${field}: ${reason}`, field);
}
