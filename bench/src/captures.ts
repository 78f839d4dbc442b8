import { resolve } from 'node:path';

/** Path of a recorded order-book file: in `MRM_DATA`, or `../shared/data` beside the repository. */
export function captureFile(name: string): string {
  const root = resolve(import.meta.dirname, '../..');
  return resolve(root, process.env.MRM_DATA ?? '../shared/data', 'binance-l2', name);
}
