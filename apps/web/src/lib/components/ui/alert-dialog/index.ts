import { AlertDialog } from 'bits-ui';

export const Root = AlertDialog.Root;
export const Trigger = AlertDialog.Trigger;
export const Cancel = AlertDialog.Cancel;
export const Action = AlertDialog.Action;
export { default as Content } from './alert-dialog-content.svelte';
export { default as Title } from './alert-dialog-title.svelte';
export { default as Description } from './alert-dialog-description.svelte';
