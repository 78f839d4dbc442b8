import { describe, expect, it } from 'vitest';
import { apiKeyProblems, apiKeyRequest, keyState } from './api-key-draft.ts';
import type { ApiKey, ApiKeyDraft } from './api-key-draft.ts';

const draft: ApiKeyDraft = { name: ' reports ', scope: 'read', days: '90', addresses: '' };

describe('API key draft (D16)', () => {
  it('reads only, unless it is to trade', () => {
    expect(apiKeyRequest(draft)).toEqual({ name: 'reports', scopes: ['read'], days: 90, addresses: [] });
    expect(apiKeyRequest({ ...draft, scope: 'trade' }).scopes).toEqual(['read', 'trade']);
  });

  it('takes addresses by line, space or comma', () => {
    const addresses = '10.0.0.5, 10.1.0.0/16\n2001:db8::1';
    expect(apiKeyProblems({ ...draft, addresses })).toEqual([]);
    expect(apiKeyRequest({ ...draft, addresses }).addresses).toEqual([
      '10.0.0.5',
      '10.1.0.0/16',
      '2001:db8::1',
    ]);
  });

  it('refuses names for addresses, and more than twenty', () => {
    expect(apiKeyProblems({ ...draft, addresses: 'desk.example' })).toEqual(['addresses']);
    expect(apiKeyProblems({ ...draft, addresses: '10.0.0.1 '.repeat(21) })).toEqual(['addresses']);
  });

  it.each(['', '0', '366', '1.5', '-1', 'week'])('refuses %j days', (days) => {
    expect(apiKeyProblems({ ...draft, days })).toEqual(['days']);
  });

  it('wants a name', () => {
    expect(apiKeyProblems({ ...draft, name: '  ' })).toEqual(['name']);
  });
});

describe('state of a key', () => {
  const key: ApiKey = {
    id: 'k1',
    name: 'reports',
    scopes: ['read'],
    createdAt: '2026-11-01T00:00:00.000Z',
    expiresAt: '2026-12-01T00:00:00.000Z',
    lastUsedAt: null,
    addresses: [],
    revoked: false,
  };
  const end = Date.parse(key.expiresAt);

  it('ends on the day it says, or when it is revoked', () => {
    expect(keyState(key, end - 1)).toBe('active');
    expect(keyState(key, end)).toBe('expired');
    expect(keyState({ ...key, revoked: true }, end - 1)).toBe('revoked');
  });
});
