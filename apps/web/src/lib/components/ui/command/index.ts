import { Command } from 'bits-ui';

export const Root = Command.Root;
export { default as Input } from './command-input.svelte';
export { default as List } from './command-list.svelte';
export { default as Item } from './command-item.svelte';
export { default as Empty } from './command-empty.svelte';
