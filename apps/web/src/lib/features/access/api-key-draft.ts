import type { components } from '#lib/api/schema.d.ts';

export type ApiKey = components['schemas']['ApiKey'];
export type Scope = ApiKey['scopes'][number];

export interface ApiKeyDraft {
  readonly name: string;
  readonly scope: Scope;
  /** Days it lives, as typed. */
  readonly days: string;
  /** Addresses it may be used from, one a line or separated by commas; empty = any. */
  readonly addresses: string;
}
export type ApiKeyProblem = 'name' | 'days' | 'addresses';
export interface ApiKeyRequest {
  readonly name: string;
  readonly scopes: Scope[];
  readonly days: number;
  readonly addresses: string[];
}

/** The fields that the server would refuse. */
export function apiKeyProblems(draft: ApiKeyDraft): ApiKeyProblem[] {
  const problems: ApiKeyProblem[] = [];
  const name = draft.name.trim();
  if (name === '' || name.length > 60) problems.push('name');
  const days = Number(draft.days);
  if (!/^\d+$/.test(draft.days.trim()) || days < 1 || days > 365) problems.push('days');
  const addresses = addressesOf(draft.addresses);
  if (addresses.length > 20 || addresses.some((address) => !looksLikeAddress(address)))
    problems.push('addresses');
  return problems;
}

/** What to send; call it on a draft without problems. A key that may trade may read as well. */
export function apiKeyRequest(draft: ApiKeyDraft): ApiKeyRequest {
  return {
    name: draft.name.trim(),
    scopes: draft.scope === 'trade' ? ['read', 'trade'] : ['read'],
    days: Number(draft.days),
    addresses: addressesOf(draft.addresses),
  };
}

export type KeyState = 'active' | 'expired' | 'revoked';
export function keyState(key: ApiKey, now: number): KeyState {
  if (key.revoked) return 'revoked';
  return Date.parse(key.expiresAt) <= now ? 'expired' : 'active';
}

function addressesOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}

/** IPv4 or IPv6, perhaps with a prefix length; the server decides, this only catches names and slips. */
function looksLikeAddress(text: string): boolean {
  return text.length <= 50 && /^[0-9a-fA-F.:]+(\/\d{1,3})?$/.test(text) && /[.:]/.test(text);
}
