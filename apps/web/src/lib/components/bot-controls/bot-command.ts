import { answer, api, commandHeaders } from '#lib/api/client.ts';
import type { BotAct, BotDetail } from './bot-state.ts';

/**
 * Sends one act to a bot. The key is made when its button or dialog opens and kept through retries.
 * @throws ApiError `BOT_STATE`, `RISK_HALTED` … when the instance refuses it
 */
export function sendAct(id: string, act: BotAct, key: string): Promise<BotDetail> {
  const options = { params: { path: { id } }, headers: commandHeaders(key) };
  switch (act) {
    case 'start':
      return answer(api.POST('/api/bots/{id}/start', options));
    case 'pause':
      return answer(api.POST('/api/bots/{id}/pause', options));
    case 'resume':
      return answer(api.POST('/api/bots/{id}/resume', options));
    case 'stop':
      return answer(api.POST('/api/bots/{id}/stop', options));
  }
}
