import type { AddressRow, AddressVerified } from '../api/schemas/addresses.ts';
import type { Answer, ApiClient } from './api-client.ts';
import { CommandError } from './command-error.ts';

/** No address of any chain is digits alone. */
const ROW_ID = /^\d{1,19}$/;

/**
 * One of our addresses: by the id of its row, or as it is written, in any spelling that its chain takes.
 * @throws CommandError `ADDRESS_NOT_FOUND`, or why it is no address
 */
export async function findAddress(api: ApiClient, wanted: string): Promise<Answer<AddressRow>> {
  if (ROW_ID.test(wanted)) return api.get<AddressRow>(`/api/addresses/${wanted}`);
  const { readings, problem } = (
    await api.send<AddressVerified>('POST', '/api/addresses/verify', { text: wanted })
  ).value;
  const [ours] = readings.flatMap(({ ours: row }) => (row === null ? [] : [row]));
  if (ours !== undefined) return api.get<AddressRow>(`/api/addresses/${ours.id}`);
  if (problem !== null && readings.length === 0) throw new CommandError(problem.code, problem.message);
  throw new CommandError('ADDRESS_NOT_FOUND', `${wanted} was not given out by this instance`);
}
