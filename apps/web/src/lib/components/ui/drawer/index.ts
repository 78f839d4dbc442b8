export { default as Drawer } from './drawer.svelte';
