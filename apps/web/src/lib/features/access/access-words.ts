import { m } from '#lib/i18n/generated/messages.js';
import type { Tone } from '#lib/components/ui/badge/index.ts';
import type { KeyState, Scope } from './api-key-draft.ts';
import type { Role } from './user-draft.ts';

const ROLE: Record<Role, { readonly word: () => string; readonly help: () => string }> = {
  viewer: { word: m.role_viewer, help: m.access_role_viewer_help },
  operator: { word: m.role_operator, help: m.access_role_operator_help },
  owner: { word: m.role_owner, help: m.access_role_owner_help },
};
const SCOPE: Record<Scope, { readonly word: () => string; readonly help: () => string }> = {
  read: { word: m.access_scope_read, help: m.access_scope_read_help },
  trade: { word: m.access_scope_trade, help: m.access_scope_trade_help },
};
const KEY: Record<KeyState, { readonly word: () => string; readonly tone: Tone }> = {
  active: { word: m.access_key_active, tone: 'good' },
  expired: { word: m.access_key_expired, tone: 'neutral' },
  revoked: { word: m.access_key_revoked, tone: 'neutral' },
};

export const roleWord = (role: Role): string => ROLE[role].word();
/** What a role may do, in a sentence. */
export const roleHelp = (role: Role): string => ROLE[role].help();
export const scopeWord = (scope: Scope): string => SCOPE[scope].word();
export const scopeHelp = (scope: Scope): string => SCOPE[scope].help();
export const keyWord = (state: KeyState): string => KEY[state].word();
export const keyTone = (state: KeyState): Tone => KEY[state].tone;
