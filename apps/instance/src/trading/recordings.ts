import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PaperMarket } from '@mrmarket/backtest/paper-venue';
import { paperMarket } from '../paper-market.ts';
import { InstanceError } from '../errors.ts';

export interface RecordingInfo {
  readonly name: string;
  readonly product: 'spot' | 'usdm';
  readonly symbol: string;
  readonly files: string[];
  readonly bytes: number;
}

/** `spot_btcusdt_20240808.gz`: product, symbol, day. */
const NAME = /^(spot|usdm)_([a-z0-9]+)_(\d{8})\.gz$/;

/**
 * Captures in the recordings folders, by product and symbol; days that follow each other are one recording, as they
 * are one session.
 */
export class Recordings {
  private readonly folders: readonly string[];
  /** What was read last; a recording is some tens of megabytes, and an edit form asks for it again and again. */
  private cached: { readonly name: string; readonly market: Promise<PaperMarket> } | undefined;

  constructor(folders: readonly string[]) {
    this.folders = folders.map((folder) => resolve(folder));
  }

  list(): RecordingInfo[] {
    return this.sessions().map(({ name, product, symbol, paths, bytes }) => ({
      name,
      product,
      symbol,
      files: paths.map((path) => path.slice(path.lastIndexOf('/') + 1)),
      bytes,
    }));
  }

  /** @throws InstanceError `RECORDING_NOT_FOUND`, `RECORDING_UNREADABLE` */
  async open(name: string): Promise<PaperMarket> {
    const found = this.sessions().find((session) => session.name === name);
    if (!found) {
      const known = this.list().map((recording) => recording.name);
      throw new InstanceError(
        'RECORDING_NOT_FOUND',
        `there is no recording ${name}; known: ${known.join(', ') || 'none'}`,
      );
    }
    if (this.cached?.name !== name) this.cached = { name, market: this.read(found.paths) };
    try {
      return await this.cached.market;
    } catch (error) {
      this.cached = undefined;
      throw new InstanceError('RECORDING_UNREADABLE', `cannot read ${name}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  private read(paths: readonly string[]): Promise<PaperMarket> {
    return paperMarket({ replay: paths });
  }

  private sessions(): (Omit<RecordingInfo, 'files'> & { readonly paths: string[] })[] {
    const days: { product: 'spot' | 'usdm'; symbol: string; day: string; path: string; bytes: number }[] = [];
    for (const folder of this.folders) {
      for (const file of filesOf(folder)) {
        const match = NAME.exec(file);
        if (!match) continue;
        const path = join(folder, file);
        const [, product, symbol, day] = match;
        days.push({
          product: product as 'spot' | 'usdm',
          symbol: symbol.toUpperCase(),
          day,
          path,
          bytes: statSync(path).size,
        });
      }
    }
    days.sort((a, b) => (a.path < b.path ? -1 : 1));
    const sessions: (Omit<RecordingInfo, 'files'> & { paths: string[]; lastDay: string })[] = [];
    for (const { product, symbol, day, path, bytes } of days) {
      const last = sessions.at(-1);
      if (last?.product === product && last.symbol === symbol && nextDay(last.lastDay) === day) {
        sessions[sessions.length - 1] = {
          ...last,
          paths: [...last.paths, path],
          bytes: last.bytes + bytes,
          lastDay: day,
        };
      } else {
        const name = `${product}_${symbol.toLowerCase()}_${day}`;
        sessions.push({ name, product, symbol, paths: [path], bytes, lastDay: day });
      }
    }
    return sessions;
  }
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // A folder that is not there has no recordings.
    return [];
  }
}

/** `20240808` → `20240809` */
function nextDay(day: string): string {
  const at = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6)) + 1);
  return new Date(at).toISOString().slice(0, 10).replaceAll('-', '');
}
