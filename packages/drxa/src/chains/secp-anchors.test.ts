import { describe, expect, it } from 'vitest';
import { createRoot } from '../root.ts';
import { nativeEngine } from '../engine/native.ts';
import type { Chain } from './chain.ts';
import { bitcoin } from './bitcoin.ts';
import { cosmos } from './cosmos.ts';
import { dash } from './dash.ts';
import { dogecoin } from './dogecoin.ts';
import { filecoin } from './filecoin.ts';
import { litecoin } from './litecoin.ts';
import { tron } from './tron.ts';
import { xrp } from './xrp.ts';

const seed = Uint8Array.from({ length: 32 }, (_, i) => i);
const userId = '8a3c6134-a1de-467c-b2d3-075d138370a1';

const anchors: [Chain, string | undefined, string][] = [
  [bitcoin, 'p2tr', 'bc1p7kl43vtgyk4rj95ukv3wcqw9ydyv0su6x3p2xp3ren23atcqyz9sxqd2vk'],
  [bitcoin, 'p2pkh', '1EUXZQCA5oBCRdT2SgvotdDAv6XfZ9o4CP'],
  [bitcoin, 'p2sh-p2wpkh', '3NLW98dQQL6hX7wu5YtFJkjo2zAUriWh3g'],
  [litecoin, 'p2wpkh', 'ltc1qp9gyruzcy09knxtrd6vuvkvansy6ufg4qjurew'],
  [dogecoin, undefined, 'DRKFmabm9GiA4qiCK1d7s5gsfZovzBBYmc'],
  [dash, undefined, 'XwasoHueHSvLWi6ermn3q5kn1RpU3Zec8M'],
  [tron, undefined, 'TDMpHBBWYyRRqZN3cxDZ8iWUQFnKay5TWJ'],
  [cosmos, undefined, 'cosmos15plj4wazlx5emm0vxdquenfglqr6x6jhsk0ek4'],
  [xrp, undefined, 'rGMvUMQfLg5AHQ222WiXUcG7Q8SEYizk8D'],
  [filecoin, undefined, 'f1f37byfh4tsxnwykl26w5vnz2jfpll2zcgisvmta'],
];

describe('the frozen addresses of the seed 00 01 … 1f, scope wallet', () => {
  for (const options of [{}, { engine: nativeEngine() }]) {
    const scope = createRoot(seed, options).scope('wallet');
    const by = options.engine?.name ?? 'the usual engine';
    it.each(anchors)(`$0.name, form %s, is %s by ${by}`, (chain, form, address) => {
      expect(scope.address({ userId, chain, ...(form === undefined ? {} : { form }) })).toBe(address);
    });
  }
});
