export { default as Collapsible } from './collapsible.svelte';
