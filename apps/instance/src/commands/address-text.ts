import { renderUnicodeCompact } from 'uqr';
import type { AddressRow } from '../api/schemas/addresses.ts';
import { textList, textTable, timeText } from './text-table.ts';

export function addressTable(rows: readonly AddressRow[]): string {
  if (rows.length === 0) return 'no addresses\n';
  return textTable<AddressRow>(
    [
      { title: 'ADDRESS', of: ({ address }) => address },
      { title: 'CHAIN', of: chainText },
      { title: 'SCOPE', of: ({ scope }) => scope },
      { title: 'USER', of: ({ userId }) => userId },
      { title: 'INDEX', of: ({ index }) => String(index), right: true },
      { title: 'LABEL', of: ({ label }) => label },
      { title: 'GIVEN OUT (UTC)', of: ({ createdAt }) => timeText(createdAt) },
    ],
    rows,
  );
}

export function addressText(row: AddressRow): string {
  const { id, address, form, family, scope, userId, index, publicKey, fingerprint, label, createdAt } = row;
  return textList([
    ['address', address],
    ['chain', `${chainText(row)}, ${form}`],
    ['user', userId],
    ['scope', scope],
    ['index', `${index} of ${family}`],
    ['public key', publicKey],
    ['seed', fingerprint],
    ['label', label === '' ? '-' : label],
    ['given out', `${timeText(createdAt)} UTC`],
    ['id', id],
  ]);
}

/** For the camera of a phone; black on white whatever the terminal's colours are. */
export function qrText(text: string): string {
  const lines = renderUnicodeCompact(text, { border: 2 }).split('\n');
  return `\n${lines.map((line) => `\x1b[30;107m${line}\x1b[0m\n`).join('')}`;
}

function chainText({ chain, network }: AddressRow): string {
  return network === 'mainnet' ? chain : `${chain} ${network}`;
}
