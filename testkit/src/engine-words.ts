import type { RiskLimits } from '@mrmarket/engine/risk-limits';

/** What an engine process is told. */
export interface EngineSettings {
  readonly socket: string;
  readonly account: string;
  readonly dataDir: string;
  readonly tag: string;
  readonly seed: string;
  /** Of pure market making. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly limits: Partial<RiskLimits>;
  /** Orders may be amended. */
  readonly replace: boolean;
  /** The strategy never returns from this book on. */
  readonly stuckAfterBooks?: number;
  /** A watchdog with this limit; default none. */
  readonly watchdogMs?: number;
}

/** What it says, one JSON object a line. */
export type EngineWord =
  | { readonly ev: 'refused'; readonly code: string }
  | {
      readonly ev: 'reconciled';
      readonly fills: number;
      readonly lots: number;
      readonly working: number;
      /** Codes in force. */
      readonly restrictions: readonly string[];
    }
  | { readonly ev: 'alert'; readonly code: string; readonly detail: string }
  | { readonly ev: 'restriction'; readonly key: string; readonly code: string | undefined }
  | { readonly ev: 'stuck'; readonly atUs: number }
  /** A stop was accepted: no order with this number of intent or a later one will come. */
  | { readonly ev: 'stopping'; readonly nextIntent: number }
  | { readonly ev: 'stopped'; readonly left: number };
