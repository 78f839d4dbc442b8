/** A webhook or e-mail target as it stands in the form; the secret fields are emptied once they were sent. */
export interface TargetDraft {
  readonly kind: 'webhook' | 'email';
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly to: string;
  readonly from: string;
  readonly host: string;
  readonly port: string;
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user: string;
  readonly password: string;
}
export type TargetField = Exclude<keyof TargetDraft, 'kind' | 'security'>;
export type TargetRequest =
  | { kind: 'webhook'; name: string; url: string; secret?: string }
  | {
      kind: 'email';
      name: string;
      to: string;
      from: string;
      host: string;
      port: number;
      security: TargetDraft['security'];
      user?: string;
      password?: string;
    };

export const EMPTY_TARGET: TargetDraft = {
  kind: 'webhook',
  name: '',
  url: '',
  secret: '',
  to: '',
  from: '',
  host: '',
  port: '587',
  security: 'starttls',
  user: '',
  password: '',
};
export const SECRET_LEAST = 16;
const MAIL = /^[^@\s]+@[^@\s]+$/;

/** The fields that the server would refuse, of the kind that is shown. */
export function targetProblems(draft: TargetDraft): TargetField[] {
  const problems: TargetField[] = [];
  const check = (field: TargetField, holds: boolean) => {
    if (!holds) problems.push(field);
  };
  check('name', draft.name.trim() !== '' && draft.name.trim().length <= 60);
  if (draft.kind === 'webhook') {
    check('url', isWebAddress(draft.url.trim()));
    check('secret', draft.secret === '' || draft.secret.length >= SECRET_LEAST);
    return problems;
  }
  check('to', MAIL.test(draft.to.trim()));
  check('from', MAIL.test(draft.from.trim()));
  check('host', /^[^\s/:]+$/.test(draft.host.trim()));
  check(
    'port',
    /^\d{1,5}$/.test(draft.port.trim()) && Number(draft.port) >= 1 && Number(draft.port) <= 65_535,
  );
  return problems;
}

/** What to send; call it on a draft without problems. Secrets that were left empty are left out. */
export function targetRequest(draft: TargetDraft): TargetRequest {
  const name = draft.name.trim();
  if (draft.kind === 'webhook') {
    const request: TargetRequest = { kind: 'webhook', name, url: draft.url.trim() };
    return draft.secret === '' ? request : { ...request, secret: draft.secret };
  }
  return {
    kind: 'email',
    name,
    to: draft.to.trim(),
    from: draft.from.trim(),
    host: draft.host.trim(),
    port: Number(draft.port),
    security: draft.security,
    ...(draft.user.trim() === '' ? {} : { user: draft.user.trim() }),
    ...(draft.password === '' ? {} : { password: draft.password }),
  };
}

/** The draft without what must not stay on the page. */
export function withoutSecrets(draft: TargetDraft): TargetDraft {
  return { ...draft, secret: '', password: '' };
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}
