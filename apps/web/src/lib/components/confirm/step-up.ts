import { answer, api } from '#lib/api/client.ts';
import type { paths } from '#lib/api/schema.d.ts';

type StepUpBody = paths['/api/step-up']['post']['requestBody']['content']['application/json'];
/** The dangerous act as it will be sent: the confirmation is bound to it. */
export type Act = StepUpBody['act'];

/** Confirms an act by password; gives what goes into `X-Step-Up`. */
export async function stepUpByPassword(act: Act, password: string): Promise<string> {
  const { token } = await answer(api.POST('/api/step-up', { body: { act, password } }));
  return token;
}

/** Confirms an act by passkey; asks the browser for it. Throws the browser's error when the user declines. */
export async function stepUpByPasskey(act: Act): Promise<string> {
  const { challengeId, options } = await answer(api.POST('/api/step-up/options', { body: { act } }));
  const { assert } = await import('#lib/api/passkey.ts');
  const response = await assert(options);
  const { token } = await answer(
    api.POST('/api/step-up', { body: { act, passkey: { challengeId, response } } }),
  );
  return token;
}
