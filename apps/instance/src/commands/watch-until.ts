import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from './api-client.ts';

const LOOK_MS = 200;

/** Asks again until what the instance answers is done. It is the instance that gives up; Ctrl-C ends the watching. */
export async function watchUntil<T>(
  ask: () => Promise<Answer<T>>,
  isDone: (value: T) => boolean,
): Promise<Answer<T>> {
  for (;;) {
    const answer = await ask();
    if (isDone(answer.value)) return answer;
    await pause(LOOK_MS);
  }
}
