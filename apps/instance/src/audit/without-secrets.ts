import { Redactor } from '../log/redact.ts';

/** An address may carry a secret in its path or query, as those of many webhooks do. */
const ADDRESS_NAME = /^(?:url|webhook|webhookurl|address|endpoint)$/i;

/**
 * A value as it may stand in the audit log: JSON, fields that hold secrets masked, addresses of the web cut to scheme
 * and host.
 */
export function withoutSecrets(value: unknown, redactor: Redactor): unknown {
  return redactor.fields({ value: withoutPaths('', value, 0) })['value'];
}

function withoutPaths(name: string, value: unknown, depth: number): unknown {
  if (typeof value === 'string') return ADDRESS_NAME.test(name) ? schemeAndHost(value) : value;
  // The redactor cuts what is nested deeper.
  if (typeof value !== 'object' || value === null || depth > 10) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => withoutPaths(name, item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [key, withoutPaths(key, item, depth + 1)]),
  );
}

function schemeAndHost(text: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !URL.canParse(text)) return text;
  const { protocol, host } = new URL(text);
  return `${protocol}//${host}`;
}
