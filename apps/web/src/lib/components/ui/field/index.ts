export { default as Field } from './field.svelte';
export { default as FieldSet } from './field-set.svelte';
export type { ControlProps, FieldProps } from './field.svelte';
