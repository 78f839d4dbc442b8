import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { InstanceError } from './errors.ts';

/** `config.json` in the data folder; every entry may be left out. */
export const ConfigSchema = Type.Object(
  {
    host: Type.String({
      minLength: 1,
      maxLength: 253,
      default: '127.0.0.1',
      description:
        'address to listen on; leave it on loopback and use a tunnel or a reverse proxy with HTTPS',
    }),
    port: Type.Integer({ minimum: 0, maximum: 65535, default: 8420, description: '0 = any free port' }),
    publicOrigins: Type.Array(Type.String({ pattern: '^https?://[^/]+$' }), {
      default: [],
      description: 'other origins people reach it at, e.g. https://market.example.org',
    }),
    recordings: Type.Array(Type.String({ minLength: 1 }), {
      default: [],
      description:
        'more folders with captures that bots can be run on, besides recordings/ in the data folder',
    }),
    logLevel: Type.Enum(['debug', 'info', 'warn', 'error'], {
      default: 'info',
      description: 'least level that is kept',
    }),
    backupHours: Type.Integer({
      minimum: 0,
      maximum: 720,
      default: 24,
      description: 'hours between two backups that are made by themselves; 0 = none',
    }),
    watchdogMs: Type.Integer({
      minimum: 100,
      maximum: 60_000,
      default: 3000,
      description:
        'the event loop may be blocked this long before own orders on real venues are cancelled, ms',
    }),
    vault: Type.Object(
      {
        credentialFile: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 4096,
            pattern: '^/',
            description:
              'file with the key of a credential slot, e.g. a secret of a container; a credential mrm-vault of the systemd unit is found without it',
          }),
        ),
        autoLockMin: Type.Integer({
          minimum: 0,
          maximum: 10_080,
          default: 15,
          description:
            'minutes without a request after which a vault that a person opened locks itself; 0 = never',
        }),
      },
      { additionalProperties: false, default: {}, description: 'the key vault' },
    ),
  },
  { additionalProperties: false },
);
export type Config = Static<typeof ConfigSchema>;

/**
 * The configuration with defaults filled in.
 * @param path its file, which need not exist
 * @param overrides entries that the command line names
 * @throws InstanceError `CONFIG_INVALID` naming the file, the field and what it must be
 */
export function readConfig(path: string, overrides: Partial<Config> = {}): Config {
  const text = readText(path);
  let input: unknown = {};
  try {
    if (text !== undefined) input = JSON.parse(text);
  } catch (error) {
    throw new InstanceError('CONFIG_INVALID', `${path} is not JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new InstanceError('CONFIG_INVALID', `${path} must hold a JSON object`);
  const value: unknown = Value.Default(ConfigSchema, { ...input, ...overrides });
  if (Value.Check(ConfigSchema, value)) return value;
  const [problem] = Value.Errors(ConfigSchema, value);
  const extra = Object.keys(value as object).find((key) => !(key in ConfigSchema.properties));
  const field = extra ?? problem.instancePath.slice(1).replaceAll('/', '.');
  const what =
    extra === undefined ? `${problem.message}, got ${JSON.stringify(at(value, field))}` : 'is not an entry';
  const known = Object.keys(ConfigSchema.properties).join(', ');
  throw new InstanceError('CONFIG_INVALID', `${path}: ${field} ${what}; entries: ${known}`, {
    problems: [{ field, message: what }],
  });
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new InstanceError('CONFIG_INVALID', `cannot read ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function at(value: unknown, field: string): unknown {
  return field
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}
