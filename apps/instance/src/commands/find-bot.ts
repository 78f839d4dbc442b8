import type { BotSummary } from '../api/schemas/bots.ts';
import type { ApiClient } from './api-client.ts';
import { CommandError } from './command-error.ts';

/**
 * The bot that is meant: by its id, its name, or its name without regard to case where only one fits.
 * @throws CommandError `BOT_NOT_FOUND` naming those there are
 */
export async function findBot(api: ApiClient, wanted: string): Promise<BotSummary> {
  const { items } = (await api.get<{ items: BotSummary[] }>('/api/bots')).value;
  const exact = items.find(({ id }) => id === wanted) ?? items.find(({ name }) => name === wanted);
  if (exact !== undefined) return exact;
  const like = items.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (like.length === 1) return like[0];
  const known = items.map(({ name }) => name).join(', ');
  throw new CommandError('BOT_NOT_FOUND', `there is no bot ${wanted}; there are: ${known || 'none'}`);
}
