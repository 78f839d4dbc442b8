export { default as Root } from './sidebar.svelte';
export { default as Link } from './sidebar-link.svelte';
