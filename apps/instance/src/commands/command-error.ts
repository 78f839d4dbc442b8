/** A command of the terminal that cannot be done: a stable code, and what to do. Shown as `mrm: CODE: message`. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  /** `NOT_RUNNING`, `FILE_UNREADABLE` …, or the code of the API's answer. */
  readonly code: string;

  constructor(code: string, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
