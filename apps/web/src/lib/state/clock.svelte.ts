import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 1000);
  return () => clearInterval(timer);
});

/** This browser's time in milliseconds; who reads it in a template or effect is drawn again each second. */
export function now(): number {
  subscribe();
  return Date.now();
}
