import { bitcoinFamilyChain, p2pkh } from './bitcoin-family.ts';

/** Dogecoin: without segwit. */
export const dogecoin = bitcoinFamilyChain({
  name: 'dogecoin',
  aliases: ['doge'],
  coinType: 3,
  networks: [
    { name: 'mainnet', p2pkh: 0x1e, p2sh: [0x16] },
    { name: 'testnet', p2pkh: 0x71, p2sh: [0xc4] },
    { name: 'regtest', p2pkh: 0x6f, p2sh: [0xc4] },
  ],
  scripts: [{ script: p2pkh, family: 'doge-p2pkh' }],
});
