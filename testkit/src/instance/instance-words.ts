/** What an instance process is told. */
export interface InstanceSettings {
  /** Data folder. */
  readonly home: string;
  readonly watchdogMs?: number;
  readonly webRoot?: string;
}

/** What it says, one JSON object a line. */
export type InstanceWord =
  | { readonly ev: 'refused'; readonly code: string; readonly message: string }
  | { readonly ev: 'listening'; readonly address: string; readonly token: string }
  /** A bot has come to quote for the first time in this run. */
  | { readonly ev: 'running'; readonly name: string }
  | { readonly ev: 'stuck'; readonly atUs: number }
  | { readonly ev: 'closed' };
