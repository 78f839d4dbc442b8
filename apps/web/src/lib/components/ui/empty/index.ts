export { default as Root } from './empty.svelte';
export { default as Title } from './empty-title.svelte';
export { default as Description } from './empty-description.svelte';
export { default as Content } from './empty-content.svelte';
