import type { Applied } from './engine-state.ts';
import type { EngineRecord } from './journal-records.ts';

/**
 * Where intents and facts are kept. `append` only collects; nothing counts until `commit` has returned, and the
 * engine sends nothing before that. A commit that fails throws `EngineError` and the engine halts.
 */
export interface Journal {
  /** @param applied what the record did, for a journal that keeps tables beside its records */
  append(record: EngineRecord, applied: Applied): void;
  /** Makes everything appended so far durable, in one piece. */
  commit(): void;
  /**
   * Records of earlier runs, oldest first, from the last checkpoint on where the journal keeps no older ones. Read
   * once, before anything is appended.
   */
  replay(): Iterable<EngineRecord>;
  /**
   * True when the end of the journal was lost and cut off (a crash in the middle of a write): intents that the venue
   * knows may be missing in it.
   */
  readonly recovered: boolean;
  close(): void;
}

/** Keeps nothing: for backtests, and for paper runs without a data folder. */
export class NoJournal implements Journal {
  readonly recovered = false;
  append(): void {
    // Nothing is kept.
  }
  commit(): void {
    // Nothing is kept.
  }
  replay(): Iterable<EngineRecord> {
    return [];
  }
  close(): void {
    // Nothing is open.
  }
}
