export { default as Input, controlClass } from './input.svelte';
export type { InputProps } from './input.svelte';
