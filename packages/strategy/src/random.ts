/** A seeded source of numbers; the only randomness a strategy or simulator may use. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Standard normal. */
  normal(): number;
}
