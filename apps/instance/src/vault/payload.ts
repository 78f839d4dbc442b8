import { VaultError } from './vault-error.ts';

/**
 * The fields of a payload, all of them and no others.
 * @throws VaultError `VAULT_INPUT`
 */
export function fieldsOf<Name extends string>(
  payload: Readonly<Record<string, string>>,
  ...names: readonly Name[]
): Readonly<Record<Name, string>> {
  const known: ReadonlySet<string> = new Set(names);
  const wrong = Object.keys(payload).find((name) => !known.has(name));
  if (wrong !== undefined)
    throw new VaultError('VAULT_INPUT', `payload: ${wrong} is not a field; fields: ${names.join(', ')}`);
  const missing = names.find((name) => !Object.hasOwn(payload, name));
  if (missing !== undefined) throw new VaultError('VAULT_INPUT', `payload: ${missing} is missing`);
  return payload;
}

/** @throws VaultError `VAULT_INPUT` for what is not exactly the base64 of some bytes */
export function fromBase64(field: string, text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text)
    throw new VaultError('VAULT_INPUT', `payload: ${field} is not base64`);
  return bytes;
}
