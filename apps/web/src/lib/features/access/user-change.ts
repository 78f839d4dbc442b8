import { m } from '#lib/i18n/generated/messages.js';
import { roleHelp, roleWord } from './access-words.ts';
import type { Role, User } from './user-draft.ts';

/** One change to a user, as it is asked about before and reported after. */
export interface UserChange {
  readonly user: User;
  readonly edit: { role: Role } | { disabled: boolean };
}

export interface UserChangeText {
  readonly title: string;
  /** Effect, what stays and the milder choice, a paragraph each. */
  readonly effect: readonly string[];
  readonly action: string;
  readonly safe: string;
  readonly done: string;
  readonly destructive: boolean;
}

/** The words of the dialog for a change, and of its result. */
export function changeText({ user, edit }: UserChange): UserChangeText {
  const { name } = user;
  if ('role' in edit) {
    return {
      title: m.access_role_confirm({ name, before: roleWord(user.role), after: roleWord(edit.role) }),
      effect: [roleHelp(edit.role)],
      action: m.access_role_change(),
      safe: m.manage_cancel(),
      done: m.access_role_changed({ name, role: roleWord(edit.role) }),
      destructive: false,
    };
  }
  return edit.disabled
    ? {
        title: m.access_disable_title({ name }),
        effect: [
          m.access_disable_effect({ name, role: roleWord(user.role) }),
          ...(user.role === 'viewer' ? [] : [m.access_disable_milder({ name })]),
        ],
        action: m.access_disable(),
        safe: m.access_disable_keep(),
        done: m.access_disabled({ name }),
        destructive: true,
      }
    : {
        title: m.access_enable_title({ name }),
        effect: [m.access_enable_effect({ name, role: roleWord(user.role) })],
        action: m.access_enable(),
        safe: m.manage_cancel(),
        done: m.access_enabled({ name }),
        destructive: false,
      };
}
