import { CHAINS } from './planted/chains.ts';
import { CURVES } from './planted/curves.ts';
import { ENCODINGS } from './planted/encodings.ts';
import { PATHS } from './planted/paths.ts';
import type { PlantedErrors } from './planted/planted-error.ts';
import { SCHEME_V1 } from './planted/scheme.ts';
import { V0 } from './planted/v0.ts';

/** One error at the least for every codec, step of the scheme, path and rule of the texts. */
export const PLANTED_ERRORS: readonly PlantedErrors[] = [
  ...SCHEME_V1,
  ...CURVES,
  ...ENCODINGS,
  ...CHAINS,
  ...PATHS,
  ...V0,
];
