import type { Snippet } from 'svelte';
import type { Column } from '#lib/components/data-table/columns.ts';

export interface SampleRow {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly pnl: string | null;
  readonly fills: number;
}

export const statuses = [
  ...['running', 'paused', 'stopping', 'stopped', 'degraded', 'failed'],
  ...['active', 'reducing', 'halted', 'verified', 'none', 'incomplete'],
  ...['live', 'delayed', 'offline', 'off', 'syncing', 'resyncing', 'stale'],
  ...['normal', 'pending', 'firing', 'no-data', 'paper'],
];

export const someRows: readonly SampleRow[] = [
  { id: '1', name: 'north-quay', status: 'running', pnl: '12904.11', fills: 1820 },
  { id: '2', name: 'tidewater-02', status: 'paused', pnl: '8220.6', fills: 911 },
  { id: '3', name: 'old-harbor', status: 'failed', pnl: '-5902.77', fills: 14 },
  { id: '4', name: 'fresh-mint', status: 'stopped', pnl: null, fills: 0 },
];

/** Ten thousand rows, the same each time. */
export function manyRows(): SampleRow[] {
  return Array.from({ length: 10_000 }, (_, index) => {
    // A full cycle modulo a prime: figures look unordered, and no two are equal.
    const mixed = (index * 7_919) % 10_007;
    return {
      id: String(index),
      name: `bot-${String(index).padStart(5, '0')}`,
      status: statuses[mixed % 6] ?? 'running',
      pnl: ((mixed - 5_000) / 8).toFixed(3),
      fills: mixed,
    };
  });
}

/** Columns of the samples; the snippets draw the cells that are more than text. */
export function columnsOf(pnl: Snippet<[SampleRow]>, status: Snippet<[SampleRow]>): Column<SampleRow>[] {
  return [
    { id: 'name', header: 'Bot', value: (row) => row.name },
    { id: 'status', header: 'State', value: (row) => row.status, cell: status },
    {
      id: 'pnl',
      header: 'PnL USDT',
      value: (row) => row.pnl,
      cell: pnl,
      align: 'right',
      help: 'Realized and unrealized, after fees.',
    },
    { id: 'fills', header: 'Fills', value: (row) => row.fills, align: 'right' },
    { id: 'id', header: 'Id', value: (row) => row.id, hidden: true },
  ];
}
