export { default as Badge, badgeVariants } from './badge.svelte';
export type { BadgeProps, Tone } from './badge.svelte';
