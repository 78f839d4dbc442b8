/**
 * How much of a level's decrease happened in front of a waiting order (trading.md 9).
 * @param front lots ahead of the order; after the decrease so far, never below 0
 * @param back lots behind it
 * @returns the chance that a lot which left stood behind us, 0..1
 */
export type QueueChance = (front: number, back: number) => number;

/** A rule for moving up in the queue. */
export interface QueueModel {
  readonly name: string;
  /** Undefined: depth changes never advance the queue, they only bound it. */
  readonly chance: QueueChance | undefined;
  /** Depth is looked at only when the level is deleted. */
  readonly ignoresDepth: boolean;
  /**
   * A trade that prints after a depth message of the same time, which may show it already, moves the queue again.
   * Never right; hftbacktest does so, and a comparison with it has to.
   */
  readonly countsTwice: boolean;
  /** Fills at the first touch of the price, without a queue: optimistic. */
  readonly touch: boolean;
}

/** The models by name; `n` is the exponent of the power models, at least 1. */
export function queueModel(name: QueueModelName, n = 2): QueueModel {
  switch (name) {
    case 'riskAverse':
      return model(name, undefined);
    case 'power':
      return model(
        name,
        ratio((x) => x ** n),
      );
    case 'log':
      return model(
        name,
        ratio((x) => Math.log(1 + x)),
      );
    case 'power2':
      return model(
        name,
        share((x) => x ** n),
      );
    case 'log2':
      return model(
        name,
        share((x) => Math.log(1 + x)),
      );
    case 'power3':
      return model(name, (front, back) => (front + back === 0 ? 1 : 1 - (front / (front + back)) ** n));
    case 'tradeOnly':
      return { ...model(name, undefined), ignoresDepth: true };
    case 'none':
      return { ...model(name, undefined), touch: true };
  }
}

export const QUEUE_MODEL_NAMES = [
  'riskAverse',
  'power',
  'log',
  'power2',
  'log2',
  'power3',
  'tradeOnly',
  'none',
] as const;
export type QueueModelName = (typeof QUEUE_MODEL_NAMES)[number];

/**
 * The queue ahead of an order after its level went from `previous` to `next` lots.
 * @param traded lots of trades at this price since the level's last update: they have moved the queue already
 */
export function frontAfterDepth(
  queue: QueueModel,
  front: number,
  change: { readonly previous: number; readonly next: number; readonly traded: number },
): number {
  const { previous, next, traded } = change;
  if (queue.ignoresDepth) return next === 0 ? 0 : front;
  const decrease = previous - next - traded;
  if (decrease < 0 || queue.chance === undefined) return Math.min(front, next);
  const back = previous - front;
  const p = queue.chance(front, Math.max(0, back));
  return Math.min(front - (1 - p) * decrease + Math.min(back - p * decrease, 0), next);
}

function model(name: QueueModelName, chance: QueueChance | undefined): QueueModel {
  return { name, chance, ignoresDepth: false, countsTwice: false, touch: false };
}

/** F(b) / (F(b) + F(a)); with nothing on either side whatever left was behind us. */
function ratio(f: (x: number) => number): QueueChance {
  return (front, back) => {
    const sum = f(back) + f(front);
    return sum === 0 ? 1 : f(back) / sum;
  };
}

/** F(b) / F(a + b). */
function share(f: (x: number) => number): QueueChance {
  return (front, back) => {
    const whole = f(front + back);
    return whole === 0 ? 1 : f(back) / whole;
  };
}
