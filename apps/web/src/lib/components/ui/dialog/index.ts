import { Dialog } from 'bits-ui';

export const Root = Dialog.Root;
export const Trigger = Dialog.Trigger;
export const Close = Dialog.Close;
export { default as Content } from './dialog-content.svelte';
export { default as Title } from './dialog-title.svelte';
export { default as Description } from './dialog-description.svelte';
