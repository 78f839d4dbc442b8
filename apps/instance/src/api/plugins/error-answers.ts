import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BacktestError } from '@mrmarket/backtest/errors';
import { EngineError } from '@mrmarket/engine/errors';
import { MarketError } from '@mrmarket/market/errors';
import { StrategyError } from '@mrmarket/strategy/errors';
import { DrxaError } from 'drxa/errors';
import type { DrxaErrorCode } from 'drxa/errors';
import { InstanceError } from '../../errors.ts';
import type { Problem } from '../../errors.ts';
import { VaultError } from '../../vault/vault-error.ts';
import type { Log } from '../ports.ts';
import type { ErrorBody } from '../schemas/common.ts';

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly problems?: readonly Problem[];
  readonly retryAfterSec?: number | undefined;
}

/** Codes of the libraries that say that a request asked for something impossible; the others are faults. */
const REQUESTED: ReadonlySet<string> = new Set([
  'ENGINE_BAD_LIMIT',
  'SESSION_BAD_OPTION',
  'SESSION_NO_SNAPSHOT',
  'MARKET_BAD_DECIMAL',
  'MARKET_BAD_INSTRUMENT',
  'MARKET_OFF_STEP',
  'MARKET_CAPTURE_UNREADABLE',
  'MARKET_CAPTURE_BAD_LINE',
  'MARKET_CAPTURE_TRUNCATED',
  'MARKET_CAPTURE_MISMATCH',
]);

/** Codes of drxa that are no fault of the request. */
const DRXA_FAULTS: ReadonlySet<DrxaErrorCode> = new Set([
  'DRXA_DERIVATION_FAILED',
  'DRXA_ENGINE',
  'DRXA_WIPED',
]);

/** One shape for every refused request (`ErrorBody`). What is our fault says no more than its request id; the log has the rest. */
export function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error, request, reply) => {
    const answer = answerOf(error);
    if (answer.status >= 500) {
      log.error('api', `${request.method} ${routeOf(request)} failed: ${answer.code}`, {
        requestId: request.id,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        cause: error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined,
      });
    }
    return sendError(request, reply, answer);
  });
}

/** Answers with an error's shape. */
export function sendError(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  const { status, code, message, problems = [], retryAfterSec } = answer;
  if (retryAfterSec !== undefined) reply.header('retry-after', Math.ceil(retryAfterSec));
  const body: ErrorBody = {
    code,
    message,
    ...(problems.length === 1 && problems[0].field !== '' ? { field: problems[0].field } : {}),
    ...(problems.length > 0 ? { problems: problems.map((problem) => ({ ...problem })) } : {}),
    requestId: request.id,
  };
  return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(body));
}

export function answerOf(error: unknown): Answer {
  if (error instanceof InstanceError) {
    const { status, code, message, problems, retryAfterSec } = error;
    return { status, code, message, problems, retryAfterSec };
  }
  if (error instanceof VaultError) {
    const { status, code, message, retryAfterSec } = error;
    return { status, code, message, retryAfterSec };
  }
  if (error instanceof DrxaError) {
    const { code, message, field } = error;
    // Its messages begin with the field.
    const problems = field === undefined ? [] : [{ field, message: message.replace(`${field}: `, '') }];
    return { status: DRXA_FAULTS.has(code) ? 500 : 400, code, message, problems };
  }
  if (error instanceof StrategyError) {
    return {
      status: 400,
      code: error.code,
      message: error.message,
      problems: error.problems.map(parameterProblem),
    };
  }
  if (error instanceof EngineError || error instanceof BacktestError || error instanceof MarketError) {
    return { status: REQUESTED.has(error.code) ? 400 : 500, code: error.code, message: error.message };
  }
  return frameworkAnswer(error) ?? INTERNAL;
}

const INTERNAL: Answer = {
  status: 500,
  code: 'INTERNAL',
  message: 'Something went wrong in the instance; its log has the details under this request id',
};

/** Lines of a StrategyError begin with the parameter's name. */
function parameterProblem(line: string): Problem {
  const [, name, message] = /^([A-Za-z]\w*):? (.*)$/s.exec(line) ?? [];
  return name === undefined || message === undefined
    ? { field: 'parameters', message: line }
    : { field: `parameters.${name}`, message };
}

/** What Fastify itself refuses. */
function frameworkAnswer(error: unknown): Answer | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number')
    return undefined;
  switch (error.statusCode) {
    case 413:
      return {
        status: 413,
        code: 'BODY_TOO_LARGE',
        message: 'The body is larger than this request may be (256 KiB as a rule); send less',
      };
    case 415:
      return {
        status: 415,
        code: 'MEDIA_TYPE_REFUSED',
        message: 'Send the body as JSON, with Content-Type: application/json',
      };
    default:
      return error.statusCode >= 400 && error.statusCode < 500
        ? { status: error.statusCode, code: 'REQUEST_INVALID', message: error.message }
        : undefined;
  }
}

function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'unknown route';
}
