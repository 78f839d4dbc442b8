export { default as Breadcrumb } from './breadcrumb.svelte';
export type { Crumb } from './breadcrumb.svelte';
