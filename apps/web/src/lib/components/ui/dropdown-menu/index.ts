import { DropdownMenu } from 'bits-ui';

export const Root = DropdownMenu.Root;
export const Trigger = DropdownMenu.Trigger;
export { default as Content } from './dropdown-menu-content.svelte';
export { default as Item } from './dropdown-menu-item.svelte';
export { default as CheckboxItem } from './dropdown-menu-checkbox-item.svelte';
