/**
 * Room for the error of a few float operations: 16 units in the last place. 0.3 / 0.1 is 2.9999999999999996 and
 * means 3; nothing that differs on purpose is that near.
 */
const NEAR = 2 ** -48;

/** Largest integer at or below x; an x that is an integer but for float error is that integer. */
export function floorNear(x: number): number {
  return Math.floor(x * (x < 0 ? 1 - NEAR : 1 + NEAR));
}

/** Smallest integer at or above x; an x that is an integer but for float error is that integer. */
export function ceilNear(x: number): number {
  return Math.ceil(x * (x < 0 ? 1 + NEAR : 1 - NEAR));
}

/** Nearest integer, halves away from zero, so that both signs are treated alike. */
export function roundHalfAway(x: number): number {
  return x < 0 ? -Math.floor(0.5 - x) : Math.floor(0.5 + x);
}
