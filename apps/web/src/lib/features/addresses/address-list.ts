import { answer, api } from '#lib/api/client.ts';
import type { components } from '#lib/api/schema.d.ts';

export type AddressRow = components['schemas']['AddressRow'];
export type AddressProof = components['schemas']['AddressProof'];
export type AddressVerified = components['schemas']['AddressVerified'];
export type ChainInfo = components['schemas']['ChainInfo'];
export interface AddressPage {
  readonly items: readonly AddressRow[];
  readonly next: string | null;
}
export interface AddressFilter {
  readonly search: string;
  /** Empty: all. */
  readonly chain: string;
}

/** Rows of one answer while all are read; the most the API gives. */
const MOST = 1000;

/** Addresses newest first, from a cursor on. */
export async function addressPage(
  { search, chain }: AddressFilter,
  { cursor, limit = 100 }: { readonly cursor?: string; readonly limit?: number } = {},
): Promise<AddressPage> {
  const query = {
    limit,
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(chain === '' ? {} : { chain }),
    ...(cursor === undefined ? {} : { cursor }),
  };
  return answer(api.GET('/api/addresses', { params: { query } }));
}

/** Every address of a filter, however many answers that takes. */
export async function allAddresses(
  filter: AddressFilter,
  read: typeof addressPage = addressPage,
): Promise<readonly AddressRow[]> {
  const rows: AddressRow[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await read(filter, { limit: MOST, ...(cursor === undefined ? {} : { cursor }) });
    rows.push(...page.items);
    if (page.next === null) return rows;
    cursor = page.next;
  }
}
