export { default as Alert, alertVariants } from './alert.svelte';
export type { AlertProps } from './alert.svelte';
