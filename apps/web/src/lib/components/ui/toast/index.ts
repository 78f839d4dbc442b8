export { default as Toast } from './toast.svelte';
