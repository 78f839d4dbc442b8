import { getContext, setContext } from 'svelte';
import type { LiveSocket } from '#lib/live/socket.svelte.ts';

const key = Symbol('live');

/** Hands the page's socket down to everything inside. */
export function setLive(socket: LiveSocket): LiveSocket {
  return setContext(key, socket);
}

/** The page's socket; for components inside the signed-in shell. */
export function getLive(): LiveSocket {
  const socket = getContext<LiveSocket | undefined>(key);
  if (socket === undefined) throw new Error('getLive() is for components inside the shell');
  return socket;
}
