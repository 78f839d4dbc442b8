export { default as RadioGroup } from './radio-group.svelte';
export type { RadioGroupProps, RadioOption } from './radio-group.svelte';
