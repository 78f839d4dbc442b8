import type { Page } from 'playwright-core';
import type { Console } from './start-console.ts';

/** What the tests read of a bot. */
export interface Bot {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly openOrders: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly quoting: { readonly fills: number };
}

/** A fill as the API answers it, for tests that put fills in and look at one of its fields. */
export const SOME_FILL = {
  id: '1',
  at: '2026-01-01T12:00:00.000Z',
  tradeId: 't',
  clientId: 'c',
  side: 'buy',
  price: '60000.0',
  quantity: '0.001',
  quote: '60',
  fee: '0',
  feeAsset: 'USDT',
  maker: true,
  realized: '0',
} as const;

/** The bot that a first start makes. */
export async function firstBot(console: Console): Promise<Bot> {
  const { items } = await console.call<{ items: Bot[] }>('GET', '/api/bots');
  return items[0]!;
}

/** A bot of its own on the generated market; what is given replaces the usual. */
export function makeBot(
  console: Console,
  name: string,
  parameters: Record<string, unknown> = {},
): Promise<Bot> {
  const market = { kind: 'generated', product: 'spot', symbol: 'BTCUSDT', seed: name };
  return console.call<Bot>('POST', '/api/bots', { name, strategy: 'pmm', market, parameters, start: true });
}

/** A figure as the console writes it, as an exact number of 10^-18. */
export function units(text: string): bigint {
  const plain = text.replaceAll('−', '-').replace(/[^\d.+-]/g, '');
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(plain) ?? [];
  if (whole === '') throw new Error(`no figure: ${text}`);
  const value = BigInt(whole + fraction.padEnd(18, '0'));
  return sign === '-' ? -value : value;
}

/** All the text of the page's main part, as it is read. */
export const mainText = (page: Page): Promise<string> => page.locator('main').innerText();
