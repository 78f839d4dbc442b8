import { bitcoinFamilyChain, p2pkh } from './bitcoin-family.ts';

/** Dash: without segwit. */
export const dash = bitcoinFamilyChain({
  name: 'dash',
  aliases: [],
  coinType: 5,
  networks: [
    { name: 'mainnet', p2pkh: 0x4c, p2sh: [0x10] },
    { name: 'testnet', p2pkh: 0x8c, p2sh: [0x13] },
    { name: 'regtest', p2pkh: 0x8c, p2sh: [0x13] },
  ],
  scripts: [{ script: p2pkh, family: 'dash-p2pkh' }],
});
