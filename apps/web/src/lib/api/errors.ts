import type { components } from './schema.d.ts';

export type ErrorBody = components['schemas']['Error'];
export interface Problem {
  readonly field: string;
  readonly message: string;
}

/** What a request that was refused, or that never arrived, answers with. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Stable, e.g. `BOT_NOT_FOUND`; `OFFLINE` when the instance cannot be reached. */
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The field it is about, where there is one. */
  readonly field: string | undefined;
  /** All problems of a form, each with its field. */
  readonly problems: readonly Problem[];
  /** Names the request in the instance's log. */
  readonly requestId: string | undefined;

  constructor(body: Partial<ErrorBody> & { code: string; message: string }, status: number) {
    super(body.message);
    this.code = body.code;
    this.status = status;
    this.field = body.field;
    this.problems = body.problems ?? [];
    this.requestId = body.requestId;
  }

  /** The instance did not answer at all. */
  get offline(): boolean {
    return this.status === 0;
  }

  /** What is wrong with one field of a form; undefined when nothing is. */
  problemOf(field: string): string | undefined {
    return (
      this.problems.find((problem) => problem.field === field)?.message ??
      (this.field === field ? this.message : undefined)
    );
  }
}

/** Reads the body of a refused request; anything that is not our error body becomes `INTERNAL` with the status. */
export function errorOf(body: unknown, status: number, requestId?: string): ApiError {
  if (isErrorBody(body)) return new ApiError(body, status);
  const message = `The instance answered ${status} without saying why.`;
  return new ApiError(
    { code: 'INTERNAL', message, ...(requestId === undefined ? {} : { requestId }) },
    status,
  );
}

/** Any thrown value as an `ApiError`: a request that failed before an answer came is `OFFLINE`. */
export function toApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  if (cause instanceof TypeError)
    return new ApiError({ code: 'OFFLINE', message: 'The instance cannot be reached.' }, 0);
  return new ApiError(
    { code: 'INTERNAL', message: cause instanceof Error ? cause.message : String(cause) },
    0,
  );
}

function isErrorBody(body: unknown): body is ErrorBody {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'string' &&
    'message' in body &&
    typeof body.message === 'string'
  );
}
