import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Name of the credential in the unit: `LoadCredentialEncrypted=mrm-vault:…`. */
const CREDENTIAL = 'mrm-vault';

/**
 * The file with the key of a `credential` slot: systemd's, where the unit has one, else the one of the configuration.
 * @param credentialsDirectory `$CREDENTIALS_DIRECTORY`, a folder
 */
export function credentialFileOf(
  configured: string | undefined,
  credentialsDirectory = process.env['CREDENTIALS_DIRECTORY'],
): string | undefined {
  if (credentialsDirectory !== undefined && credentialsDirectory !== '') {
    const path = join(credentialsDirectory, CREDENTIAL);
    if (existsSync(path)) return path;
  }
  return configured;
}
