import { describe, expect, it } from 'vitest';
import { createBipWallet } from '../src/bip/bip.ts';
import { allChains, chainNamed } from '../src/chains/all.ts';
import { COSMOS_CHAINS } from '../src/chains/cosmos.ts';
import type { Family } from '../src/families.ts';
import { createRoot } from '../src/root.ts';
import { signTransaction } from '../src/sign/tiers.ts';
import { sr25519 } from '../src/sr25519.ts';
import { chainTable, readChainTable } from './chain-table.ts';

const seed = Uint8Array.from({ length: 32 }, (_, i) => i);
const scope = createRoot(seed, { sr25519 }).scope('wallet');
const wallet = createBipWallet(seed);
const stakeKey = scope.publicKey({ userId: 'ada', family: 'cardano-stake' });

/** The cells as the README has them, and nothing of the code that wrote them. */
const rows = readChainTable()
  .split('\n')
  .slice(2, -1)
  .map((line) => line.slice(2, -2).split(' | '))
  .map(([name, aliases, forms, paths, networks, memo, transactions]) => {
    const families = forms.split('<br>').map((text) => /^(\S+) \(`(\S+)`\)$/.exec(text)!.slice(1));
    const list = (cell: string): string[] => (cell === '–' ? [] : cell.split(', '));
    return {
      name,
      aliases: list(aliases),
      forms: families.map(([form, family], at) => ({
        form,
        family: family as Family,
        path: paths.split('<br>')[at].replaceAll('`', ''),
      })),
      networks: list(networks),
      memo,
      transactions,
    };
  });

const options = (form: string) => ({ form, ...(form === 'base' ? { stakeKey } : {}) });
/** Where exchanges keep many customers at one address, and tell them apart by a memo or tag. */
const WITH_MEMO = new Set([
  ...Object.values(COSMOS_CHAINS).map(({ name }) => name as string),
  ...['injective', 'evmos', 'xrp', 'ton', 'stellar'],
]);
const code = (name: string): object => expect.objectContaining({ code: name }) as object;

describe('K18: the table of chains in the README', () => {
  it('is what the code says, and has every chain once', () => {
    expect(readChainTable()).toBe(chainTable());
    expect(rows.map(({ name }) => name)).toEqual(allChains.map(({ name }) => name));
  });

  it.each(rows)('$name: its other names lead to it, and no more do', ({ name, aliases }) => {
    for (const alias of aliases) expect(chainNamed(alias).name).toBe(name);
    expect(chainNamed(name).aliases).toHaveLength(aliases.length);
  });

  it.each(rows)(
    '$name: each form is an address of the family’s key, the first unless said',
    ({ name, forms }) => {
      const chain = chainNamed(name);
      for (const { form, family } of forms) {
        const publicKey = scope.publicKey({ userId: 'ada', family, index: 3 });
        expect(scope.address({ userId: 'ada', chain, index: 3, ...options(form) })).toBe(
          chain.address(publicKey, options(form)),
        );
      }
      const place = { userId: 'ada', chain };
      expect(scope.address(place)).toBe(scope.address({ ...place, form: forms[0].form }));
      expect(() => scope.address({ ...place, form: 'none' })).toThrow(code('DRXA_FIELD_INVALID'));
      expect(chain.forms).toHaveLength(forms.length);
    },
  );

  it.each(rows)('$name: wallets find its keys on the path, or a path must be given', ({ name, forms }) => {
    const chain = chainNamed(name);
    for (const { form, path } of forms) {
      if (path === '–') {
        expect(() => wallet.address({ chain, form })).toThrow(code('DRXA_UNSUPPORTED'));
        continue;
      }
      const place = { account: 2, change: 1, index: 5 };
      const said = path.replace('a', '2').replace('c', '1').replace('i', '5');
      const held = Object.fromEntries(Object.entries(place).filter(([field]) => path.includes(field[0])));
      expect(wallet.address({ chain, form, ...held })).toBe(wallet.address({ chain, form, path: said }));
    }
  });

  it.each(rows)('$name: each network is written and read, and no other', ({ name, networks }) => {
    const chain = chainNamed(name);
    for (const network of networks) {
      const text = scope.address({ userId: 'ada', chain, network });
      expect(chain.parse(text, { network })).toMatchObject({ network, canonical: text });
    }
    expect(chain.parse(scope.address({ userId: 'ada', chain })).network).toBe(networks[0]);
    expect(() => scope.address({ userId: 'ada', chain, network: 'simnet' })).toThrow(
      code('DRXA_FIELD_INVALID'),
    );
    expect(chain.networks).toHaveLength(networks.length);
  });

  it.each(rows)('$name: a memo is asked for where it says so', ({ name, memo }) => {
    expect(memo).toBe(WITH_MEMO.has(name) ? 'optional' : '–');
    expect(chainNamed(name).tag ?? '–').toBe(memo);
  });

  it.each(rows)('$name: transactions are $transactions', ({ name, transactions }) => {
    const request = { privateKey: new Uint8Array(32).fill(0x46), transaction: new Uint8Array() };
    const expected = { signed: 'DRXA_TX_INVALID', refused: 'DRXA_UNSUPPORTED' }[transactions];
    expect(() => signTransaction(name, request)).toThrow(code(expected!));
  });
});
