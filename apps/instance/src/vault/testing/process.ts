import { onTestFinished } from 'vitest';
import { HANDLERS } from '../handlers.ts';
import type { Op, Params, Result } from '../protocol.ts';
import { SigningProcess } from '../signing-process.ts';
import { fileVault } from './folders.ts';

/** The inside of a signing process, unlocked, in this process: what requests do, without the channel. */
export function unlockedProcess(folder = fileVault()): <O extends Op>(op: O, params: Params<O>) => Result<O> {
  const process = new SigningProcess({
    folder,
    readDescriptor: () => {
      throw new Error('this process has no descriptor');
    },
  });
  process.unlock(undefined);
  process.elevate(undefined);
  onTestFinished(() => {
    process.wipe();
    process.store.close();
  });
  return (op, params) => HANDLERS[op](process, params);
}
