import fc from 'fast-check';

// The same cases in each run, so that a green run means the same everywhere. MRM_SEED tries others: a number, or
// `random`. A failing property prints its seed and the path to its counterexample.
const wanted = process.env.MRM_SEED ?? '1';
const seed = wanted === 'random' ? undefined : Number(wanted);
if (Number.isNaN(seed))
  throw new Error(`MRM_SEED must be a whole number or "random", got ${JSON.stringify(wanted)}`);
if (seed !== undefined) fc.configureGlobal({ seed });
