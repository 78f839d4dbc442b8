import { readBinanceCapture } from '@mrmarket/market/binance-capture';
import type { Recording } from '@mrmarket/market/recording';
import { resolve } from 'node:path';

/** Path of a recorded order-book file: in `MRM_DATA`, or `../shared/data` beside the repository. */
export function captureFile(name: string): string {
  const root = resolve(import.meta.dirname, '../..');
  return resolve(root, process.env.MRM_DATA ?? '../shared/data', 'binance-l2', name);
}

/** The USD-M BTCUSDT recording of 2024-08-08, decoded. */
export function usdmRecording(): Promise<Recording> {
  return readBinanceCapture([captureFile('usdm_btcusdt_20240808.gz')]);
}
