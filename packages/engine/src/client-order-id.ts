import { EngineError } from './errors.ts';

/** Parts of a client order id. */
export interface ClientOrderIdParts {
  /** Instance tag, 6 letters or digits. */
  readonly tag: string;
  /** Strategy slot 0..1295. */
  readonly strategy: number;
  /** The journal's intent number, below 36^10 (which a number holds exactly). */
  readonly intent: number;
  /** 0..1295; grows only after a definite refusal. */
  readonly attempt: number;
}

const SHAPE = /^M([0-9A-Z]{6})([0-9A-Z]{2})([0-9A-Z]{10})([0-9A-Z]{2})$/;

/**
 * 21 ASCII letters and digits that every venue accepts: `M`, tag (6), strategy (2), intent in base 36 (10),
 * attempt (2). The same intent always has the same id.
 * @throws EngineError `ENGINE_BAD_CLIENT_ID` when a part does not fit.
 */
export function clientOrderId(parts: ClientOrderIdParts): string {
  if (!/^[0-9A-Z]{6}$/.test(parts.tag))
    throw bad(`tag must be 6 of 0-9A-Z, got ${JSON.stringify(parts.tag)}`);
  return `M${parts.tag}${base36(parts.strategy, 2, 'strategy')}${base36(parts.intent, 10, 'intent')}${base36(parts.attempt, 2, 'attempt')}`;
}

/** The parts of an id of our shape, or undefined for anything else. */
export function parseClientOrderId(id: string): ClientOrderIdParts | undefined {
  const match = SHAPE.exec(id);
  if (!match) return undefined;
  const [, tag, strategy, intent, attempt] = match;
  return {
    tag,
    strategy: Number.parseInt(strategy, 36),
    intent: Number.parseInt(intent, 36),
    attempt: Number.parseInt(attempt, 36),
  };
}

function base36(value: number, width: number, name: string): string {
  if (!Number.isSafeInteger(value) || value < 0)
    throw bad(`${name} must be a whole number from 0, got ${value}`);
  const text = value.toString(36).toUpperCase();
  if (text.length > width) throw bad(`${name} ${value} does not fit ${width} digits in base 36`);
  return text.padStart(width, '0');
}

function bad(message: string): EngineError {
  return new EngineError('ENGINE_BAD_CLIENT_ID', message);
}
