import type { FormField } from './form-field.ts';
import type { FormProblem } from './form-problems.ts';
import type { UnitAssets } from './unit-text.ts';

/** What every field of one form shares. */
export interface FormContext {
  /** Starts the ids of its controls; unique on the page. */
  readonly id: string;
  readonly problems: readonly FormProblem[];
  readonly assets: UnitAssets | undefined;
  /** Why this field may not change now; undefined when it may. */
  readonly locked: (field: FormField) => string | undefined;
  /** Something was typed. */
  readonly onchange: () => void;
}

/** Part of a form that is shown together. */
export interface FormGroup {
  readonly title: string;
  readonly fields: readonly FormField[];
  /** Collapsed until it is opened or one of its fields has a problem. */
  readonly advanced: boolean;
}
