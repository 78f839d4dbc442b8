import type { Random } from './random.ts';

/**
 * xoshiro128** 1.1 by David Blackman and Sebastiano Vigna (https://prng.di.unimi.it): 128 bits of state, period
 * 2^128 - 1. Good for simulation, not for secrets.
 */
export class SeededRandom implements Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;
  /** The second of each pair of normal draws. */
  private spare = NaN;

  /** @param state four 32-bit words, not all zero */
  constructor(state: readonly [number, number, number, number]) {
    this.a = state[0] | 0;
    this.b = state[1] | 0;
    this.c = state[2] | 0;
    this.d = state[3] | 0;
    if ((this.a | this.b | this.c | this.d) === 0) throw new RangeError('the state must not be all zero');
  }

  /** The next 32 bits, as an integer in [0, 2^32). */
  uint32(): number {
    const scrambled = Math.imul(rotateLeft(Math.imul(this.b, 5), 7), 9) >>> 0;
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = rotateLeft(this.d, 11);
    return scrambled;
  }

  next(): number {
    // 27 + 26 bits: all the digits a double has below 1.
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  /** Marsaglia's polar method: needs a logarithm and a square root, which are the same on every machine. */
  normal(): number {
    if (!Number.isNaN(this.spare)) {
      const value = this.spare;
      this.spare = NaN;
      return value;
    }
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const square = x * x + y * y;
      if (square === 0 || square >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.spare = y * factor;
      return x * factor;
    }
  }
}

/**
 * A source that is a function of its seed alone. Independent streams of one run take seeds such as
 * `` `${seed}/latency` ``; a number and its decimal text are the same seed.
 *
 * @example
 * const random = seededRandom('run 1');
 * random.next(); // the same value in every process
 */
export function seededRandom(seed: string | number): SeededRandom {
  const text = String(seed);
  const words: [number, number, number, number] = [0, 0, 0, 0];
  for (let word = 0; word < 4; word++) words[word] = hash(text, Math.imul(word + 1, 0x9e3779b9));
  if ((words[0] | words[1] | words[2] | words[3]) === 0) words[0] = 1;
  return new SeededRandom(words);
}

/** FNV-1a over UTF-16 units, then the finalizer of MurmurHash3 so that near seeds give far states. */
function hash(text: string, start: number): number {
  let h = 0x811c9dc5 ^ start;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function rotateLeft(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}
