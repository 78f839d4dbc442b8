export { default as ToggleGroup } from './toggle-group.svelte';
export type { ToggleOption } from './toggle-group.svelte';
