import { DrxaError } from 'drxa/errors';
import { Value } from 'typebox/value';
import { HANDLERS } from './handlers.ts';
import { REQUESTS, RequestSchema } from './protocol.ts';
import type { Op, Params, Reply, Request } from './protocol.ts';
import { problemOf } from './schema-problem.ts';
import type { SigningProcess } from './signing-process.ts';
import { storeFailure } from './store-failure.ts';
import { VAULT_FILE } from './store.ts';
import { VaultError } from './vault-error.ts';

/** A message from main as a request, and its parameters checked. @throws VaultError `VAULT_INPUT` naming the field, without its value */
export function checkedRequest(message: unknown): Request {
  if (!Value.Check(RequestSchema, message))
    throw new VaultError('VAULT_INPUT', 'this is no request that the vault knows');
  const problem = problemOf(REQUESTS[message.op].params, message.params);
  if (problem !== undefined) throw new VaultError('VAULT_INPUT', `${message.op}: ${problem}`);
  return message;
}

/** The reply to one request; what fails is a refusal with a code, and without secrets. */
export function answer(process: SigningProcess, request: Request): Reply {
  const { seq, op } = request;
  try {
    return { seq, result: run(process, op, request.params as Params<Op>) };
  } catch (error) {
    return { seq, error: refusalOf(error) };
  }
}

function run<O extends Op>(process: SigningProcess, op: O, params: Params<O>): unknown {
  return HANDLERS[op](process, params);
}

/** What may be said of an error outside the signing process. */
export function refusalOf(error: unknown): { code: string; message: string; retryAfterSec?: number } {
  if (error instanceof VaultError) {
    const { code, message, retryAfterSec } = error;
    return { code, message, ...(retryAfterSec === undefined ? {} : { retryAfterSec }) };
  }
  // Messages of drxa never repeat a secret.
  if (error instanceof DrxaError) return { code: 'VAULT_INPUT', message: `${error.code}: ${error.message}` };
  const known = storeFailure(error, VAULT_FILE);
  if (known.code !== 'VAULT_FAILED') return { code: known.code, message: known.message };
  // Other messages may hold anything: only the kind of error goes out.
  const kind = error instanceof Error ? error.name : typeof error;
  return { code: 'VAULT_FAILED', message: `the vault could not do this (${kind}); nothing was changed` };
}
