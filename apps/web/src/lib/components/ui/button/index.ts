export { default as Button, buttonVariants } from './button.svelte';
export type { ButtonProps } from './button.svelte';
