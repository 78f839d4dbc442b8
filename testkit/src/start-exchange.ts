import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import type { Product } from '@mrmarket/market/instrument';
import { ExchangeControl } from './exchange/exchange-control.ts';

const PROGRAM = new URL('./exchange/exchange-process.ts', import.meta.url).pathname;

/** A running exchange process. */
export interface RunningExchange {
  readonly socket: string;
  /** A fresh folder that goes with it, for data folders. */
  readonly folder: string;
  control(account: string): Promise<ExchangeControl>;
  stop(): Promise<void>;
}

/** Starts an exchange in a temporary folder and waits until it can be reached. */
export async function startExchange(options: { seed: string; product?: Product }): Promise<RunningExchange> {
  const folder = mkdtempSync(join(tmpdir(), 'mrm-exchange-'));
  const socket = join(folder, 'exchange.sock');
  const { seed, product = 'spot' } = options;
  const child = spawn(process.execPath, [PROGRAM, '--socket', socket, '--seed', seed, '--product', product], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const controls: ExchangeControl[] = [];
  const ready = await Promise.race([once(child.stdout, 'data'), ended]);
  if (String(ready[0]).trim() !== 'ready') throw new Error(`the exchange did not start: ${String(ready[0])}`);
  return {
    socket,
    folder,
    control: async (account) => {
      const control = await ExchangeControl.open(socket, account);
      controls.push(control);
      return control;
    },
    stop: async () => {
      for (const control of controls) control.close();
      child.stdin.end();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
