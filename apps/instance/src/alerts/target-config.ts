import type { CreateAlertTarget } from '../api/schemas/manage.ts';
import { InstanceError } from '../errors.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { EmailTarget } from './email.ts';
import type { WebhookTarget } from './webhook.ts';

/** Where a target's messages go, secrets included: for the sender alone. */
export type Channel =
  | { readonly kind: 'banner' }
  | { readonly kind: 'webhook'; readonly target: WebhookTarget }
  | { readonly kind: 'email'; readonly target: EmailTarget };

interface StoredWebhook {
  /** May be shown. */
  readonly host: string;
  /** Sealed whole: paths of webhooks are often secrets. */
  readonly url: string;
  readonly secret?: string;
}
type StoredEmail = Omit<EmailTarget, 'password'> & { readonly password?: string };

/**
 * A target as it is stored, with its secrets sealed.
 *
 * @throws InstanceError `ALERT_BAD_TARGET` with the fields that are wrong
 */
export function sealTarget(id: string, request: CreateAlertTarget, secrets: Secrets): string {
  const problems = request.kind === 'webhook' ? webhookProblems(request) : emailProblems(request);
  if (problems.length > 0) {
    const text = problems.map(({ field, message }) => `${field} ${message}`).join('; ');
    throw new InstanceError('ALERT_BAD_TARGET', `This target cannot be used: ${text}`, { problems });
  }
  const seal = (field: string, text: string): string => secrets.seal(contextOf(id, field), text);
  if (request.kind === 'webhook') {
    const stored: StoredWebhook = {
      host: new URL(request.url).host,
      url: seal('url', request.url),
      ...(request.secret === undefined ? {} : { secret: seal('secret', request.secret) }),
    };
    return JSON.stringify(stored);
  }
  const { to, from, host, port, security, user, password } = request;
  const stored: StoredEmail = {
    to,
    from,
    host,
    port,
    security,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password: seal('password', password) }),
  };
  return JSON.stringify(stored);
}

/** @throws InstanceError `SECRET_UNREADABLE` when it was sealed with another key */
export function openTarget(row: { id: string; kind: string; config: string }, secrets: Secrets): Channel {
  const open = (field: string, sealed: string): string => secrets.open(contextOf(row.id, field), sealed);
  if (row.kind === 'webhook') {
    const { url, secret } = JSON.parse(row.config) as StoredWebhook;
    return {
      kind: 'webhook',
      target: { url: open('url', url), secret: secret === undefined ? undefined : open('secret', secret) },
    };
  }
  if (row.kind === 'email') {
    const stored = JSON.parse(row.config) as StoredEmail;
    const password = stored.password === undefined ? undefined : open('password', stored.password);
    return { kind: 'email', target: { ...stored, password } };
  }
  return { kind: 'banner' };
}

/** What may be shown of a target; nothing of it is secret. */
export function targetSummary(row: { kind: string; config: string }): string {
  if (row.kind === 'webhook') return (JSON.parse(row.config) as StoredWebhook).host;
  if (row.kind === 'email') {
    const { to, host, port } = JSON.parse(row.config) as StoredEmail;
    return `${to} by ${host}:${port}`;
  }
  return 'on every page';
}

function contextOf(id: string, field: string): string {
  return `AlertTarget/${id}/${field}`;
}

interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

function webhookProblems(request: { readonly url: string }): FieldProblem[] {
  if (!URL.canParse(request.url)) return [{ field: 'url', message: 'is not an address' }];
  const url = new URL(request.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return [{ field: 'url', message: 'must begin with http:// or https://' }];
  }
  if (url.username !== '' || url.password !== '') {
    return [{ field: 'url', message: 'must not hold a user or password' }];
  }
  return [];
}

/** Letters of an address that would end it, make it a list, or begin another header. */
const NOT_IN_ADDRESS = /[\p{Cc}\s,;:<>()[\]"\\]/u;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i;

function emailProblems(request: Extract<CreateAlertTarget, { kind: 'email' }>): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const field of ['to', 'from'] as const) {
    if (NOT_IN_ADDRESS.test(request[field])) {
      problems.push({ field, message: 'must be one e-mail address, without a name' });
    }
  }
  if (!/^[A-Za-z0-9.:_-]+$/.test(request.host)) {
    problems.push({ field: 'host', message: 'must be the name or address of a mail server' });
  }
  if (request.security === 'none' && !LOOPBACK.test(request.host)) {
    problems.push({ field: 'security', message: 'can be none only for a mail server on this machine' });
  }
  if (request.password !== undefined && request.user === undefined) {
    problems.push({ field: 'user', message: 'is missing beside the password' });
  }
  return problems;
}
