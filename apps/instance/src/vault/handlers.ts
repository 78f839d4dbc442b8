import { keyHandlers } from './handle-keys.ts';
import { openingHandlers } from './handle-opening.ts';
import { secretHandlers } from './handle-secrets.ts';
import { upkeepHandlers } from './handle-upkeep.ts';
import type { Op, Params, Result } from './protocol.ts';
import type { SigningProcess } from './signing-process.ts';

/** What the signing process does for each request. */
export type Handlers = {
  readonly [O in Op]: (process: SigningProcess, params: Params<O>) => Result<O>;
};

export const HANDLERS: Handlers = {
  ...openingHandlers,
  ...keyHandlers,
  ...secretHandlers,
  ...upkeepHandlers,
};
