export { default as Root } from './card.svelte';
export { default as Header } from './card-header.svelte';
export { default as Title } from './card-title.svelte';
export { default as Content } from './card-content.svelte';
export { default as Footer } from './card-footer.svelte';
