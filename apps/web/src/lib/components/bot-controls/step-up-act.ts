import { toApiError } from '#lib/api/errors.ts';
import type { Act } from '#lib/components/confirm/step-up.ts';

/**
 * Sends a command that only sometimes needs the password again: where the instance asks for it, `needed` gets the act
 * to confirm, and the dialog stays with its refusal.
 */
export async function withStepUp<T>(
  act: Act,
  send: () => Promise<T>,
  needed: (act: Act) => void,
): Promise<T> {
  try {
    return await send();
  } catch (cause) {
    if (toApiError(cause).code === 'STEP_UP_REQUIRED') needed(act);
    throw cause;
  }
}
