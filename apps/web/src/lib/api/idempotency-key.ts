/**
 * A key for one command: made when a form or a dialog opens, kept through retries, so that the instance does the
 * thing once however often it is asked. A changed field is another command and needs another key.
 */
export function idempotencyKey(): string {
  // `randomUUID` is missing on plain http outside localhost; `getRandomValues` is not.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
