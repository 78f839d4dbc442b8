import { Value } from 'typebox/value';
import { Preferences } from '../api/schemas/access.ts';
import { InstanceError } from '../errors.ts';
import type { AccessContext } from './context.ts';

/** Look and habits of each user; whatever was never chosen has its default. */
export class UserPreferences {
  readonly #context: Pick<AccessContext, 'prisma'>;

  constructor(context: Pick<AccessContext, 'prisma'>) {
    this.#context = context;
  }

  async get(userId: string): Promise<Preferences> {
    const user = await this.#context.prisma.user.findUniqueOrThrow({ where: { id: userId } });
    const chosen = JSON.parse(user.preferences) as object;
    const merged: unknown = { ...Value.Create(Preferences), ...chosen };
    return Value.Check(Preferences, merged) ? merged : Value.Create(Preferences);
  }

  /** @throws InstanceError REQUEST_INVALID for a time zone that does not exist */
  async set(userId: string, preferences: Preferences): Promise<Preferences> {
    if (!isTimeZone(preferences.timeZone)) {
      throw new InstanceError(
        'REQUEST_INVALID',
        'The time zone does not exist; choose one such as Asia/Tokyo',
        {
          problems: [{ field: 'timeZone', message: 'does not exist' }],
        },
      );
    }
    await this.#context.prisma.user.update({
      where: { id: userId },
      data: { preferences: JSON.stringify(preferences) },
    });
    return preferences;
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
