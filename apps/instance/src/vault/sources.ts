import { randomBytes, scryptSync } from 'node:crypto';
import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { VaultError } from './vault-error.ts';

/** Where the key of a slot comes from. */
export const SOURCE_NAMES = ['file', 'passphrase', 'credential', 'keyring', 'dstack', 'gramine'] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];

/** What a source needs besides its parameters. */
export interface SourceInput {
  /** The vault's folder, which holds the key file. */
  readonly folder: string;
  /** A file that systemd (`$CREDENTIALS_DIRECTORY/…`) or a container runtime put there. */
  readonly credentialFile?: string | undefined;
  /** UTF-8. */
  readonly passphrase?: Uint8Array | undefined;
}

/** What a slot keeps of its source, in the open. */
export const SourceParamsSchema = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]));
export type SourceParams = Readonly<Static<typeof SourceParamsSchema>>;

/** One way to keep the key of a slot. */
export interface Source {
  /** Opens without a person, so it needs no auto-lock and comes back unlocked after a crash. */
  readonly unattended: boolean;
  /** Whether a slot can be made, before anything is. @throws VaultError as `prepare` */
  check(input: SourceInput): void;
  /** Parameters for a new slot; makes what the source needs. @throws VaultError `VAULT_SOURCE`, `VAULT_UNSUPPORTED` */
  prepare(input: SourceInput): SourceParams;
  /** The source key; the caller wipes it. @throws VaultError `VAULT_SOURCE`, `VAULT_UNSUPPORTED`, `VAULT_PASSPHRASE` */
  key(params: SourceParams, input: SourceInput): Buffer;
}

const KEY_BYTES = 32;
const KEY_FILE = 'vault.key';
/**
 * The signing process may not call fsync (Node's permissions), but may ask for writes that are on disk when they return.
 * The folder's entry is synced with SQLite's next transaction there.
 */
const NEW_AND_SYNCED = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_SYNC;
export const LEAST_PASSPHRASE = 8;
const MOST_PASSPHRASE = 1024;
const MOST_CREDENTIAL = 4096;

const ScryptSchema = Type.Object(
  {
    n: Type.Integer({ minimum: 2 ** 14, maximum: 2 ** 17 }),
    p: Type.Literal(1),
    r: Type.Literal(8),
    salt: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  },
  { additionalProperties: false },
);
const SCRYPT: Omit<Static<typeof ScryptSchema>, 'salt'> = { n: 2 ** 17, p: 1, r: 8 };
/** scrypt takes 128 · N · r bytes, here 128 MiB, and a little more. */
const SCRYPT_MEMORY = 256 * 2 ** 20;

const file: Source = {
  unattended: true,
  check({ folder }) {
    const path = join(folder, KEY_FILE);
    if (existsSync(path)) readPrivate(path).fill(0);
  },
  prepare({ folder }) {
    const path = join(folder, KEY_FILE);
    const key = randomBytes(KEY_BYTES);
    try {
      const handle = openSync(path, NEW_AND_SYNCED, 0o600);
      try {
        writeFileSync(handle, key);
      } finally {
        closeSync(handle);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(path, error);
      readPrivate(path).fill(0);
    } finally {
      key.fill(0);
    }
    return {};
  },
  key: (_params, { folder }) => readPrivate(join(folder, KEY_FILE)),
};

const passphrase: Source = {
  unattended: false,
  check(input) {
    const bytes = typed(input);
    if (bytes.length < LEAST_PASSPHRASE || bytes.length > MOST_PASSPHRASE)
      throw new VaultError(
        'VAULT_INPUT',
        `a passphrase has ${LEAST_PASSPHRASE} to ${MOST_PASSPHRASE} bytes; take several words`,
      );
    inFormC(bytes).fill(0);
  },
  prepare(input) {
    passphrase.check(input);
    return { ...SCRYPT, salt: randomBytes(16).toString('hex') };
  },
  key(params, input) {
    if (!Value.Check(ScryptSchema, params))
      throw new VaultError('VAULT_CORRUPT', 'a passphrase slot has parameters out of their rules');
    const { n: N, r, p, salt } = params;
    const bytes = inFormC(typed(input));
    try {
      return scryptSync(bytes, Buffer.from(salt, 'hex'), KEY_BYTES, { N, r, p, maxmem: SCRYPT_MEMORY });
    } finally {
      bytes.fill(0);
    }
  },
};

const credential: Source = {
  unattended: true,
  check(input) {
    credential.key({}, input).fill(0);
  },
  prepare(input) {
    credential.check(input);
    return {};
  },
  key(_params, { credentialFile }) {
    if (credentialFile === undefined)
      throw new VaultError(
        'VAULT_SOURCE',
        'no credential was given; start it from its unit with LoadCredentialEncrypted=, or name the secret file',
      );
    const bytes = readFile(credentialFile);
    if (bytes.length >= KEY_BYTES && bytes.length <= MOST_CREDENTIAL) return bytes;
    bytes.fill(0);
    throw unusable(credentialFile, `it must have ${KEY_BYTES} to ${MOST_CREDENTIAL} bytes`);
  },
};

/** A source that this build does not have. */
function unavailable(why: string): Source {
  const refuse = (): never => {
    throw new VaultError('VAULT_UNSUPPORTED', why);
  };
  return { unattended: true, check: refuse, prepare: refuse, key: refuse };
}

/** All sources by name; those of a TEE and the OS keyring keep their place until a build brings them. */
export const SOURCES: Readonly<Record<SourceName, Source>> = {
  file,
  passphrase,
  credential,
  keyring: unavailable('the OS keyring needs @napi-rs/keyring, which the signer may not load'),
  dstack: unavailable('dstack is not available here: it answers only inside a TDX or SEV-SNP guest'),
  gramine: unavailable('Gramine is not available here: its sealed mount exists only inside an SGX enclave'),
};

function typed({ passphrase: bytes }: SourceInput): Uint8Array {
  if (bytes === undefined) throw new VaultError('VAULT_PASSPHRASE', 'the passphrase is missing');
  return bytes;
}

/**
 * A copy in Unicode's form C, so that the same passphrase from two keyboards is the same key. Plain ASCII, the usual
 * case, takes no way through a string, which cannot be wiped.
 */
function inFormC(bytes: Uint8Array): Buffer {
  if (bytes.every((byte) => byte < 0x80)) return Buffer.from(bytes);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new VaultError('VAULT_INPUT', 'a passphrase must be UTF-8', { cause: error });
  }
  return Buffer.from(text.normalize('NFC'), 'utf8');
}

function readPrivate(path: string): Buffer {
  const handle = openFile(path);
  try {
    const { mode } = fstatSync(handle);
    if ((mode & 0o077) !== 0)
      throw unusable(path, `others can read it; if nobody did, run chmod 600 ${path}`);
    const key = readFileSync(handle);
    if (key.length === KEY_BYTES) return key;
    key.fill(0);
    throw unusable(path, `it has ${key.length} bytes instead of ${KEY_BYTES}; put the original back`);
  } finally {
    closeSync(handle);
  }
}

function readFile(path: string): Buffer {
  const handle = openFile(path);
  try {
    return readFileSync(handle);
  } finally {
    closeSync(handle);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw unusable(path, error);
  }
}

function unusable(path: string, why: unknown): VaultError {
  const text = why instanceof Error ? why.message : String(why);
  return new VaultError('VAULT_SOURCE', `cannot use the key file ${path}: ${text}`, { cause: why });
}
