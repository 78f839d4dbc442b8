import { readFileSync } from 'node:fs';
import { CommandError } from './command-error.ts';

/**
 * The JSON object in a file that an option names.
 * @throws CommandError `FILE_UNREADABLE` naming the option
 */
export function readJsonObject(option: string, path: string): Record<string, unknown> {
  const refuse = (why: string, cause?: unknown): never => {
    throw new CommandError('FILE_UNREADABLE', `${option}: ${why}`, { cause });
  };
  let value: unknown;
  try {
    // Editors on Windows begin a file with a byte order mark.
    value = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    const { message } = error as Error;
    return refuse(
      error instanceof SyntaxError ? `${path} is not JSON: ${message}` : `cannot read ${path}: ${message}`,
      error,
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(`${path} must hold a JSON object`);
  return value as Record<string, unknown>;
}
