import { bitcoinFamilyChain, p2pkh, p2wpkh } from './bitcoin-family.ts';

/**
 * Litecoin. Of the two versions of script addresses the newer (`M…`) is written; the older (`3…`), which is Bitcoin's
 * too, is read with the note `old-version`.
 */
export const litecoin = bitcoinFamilyChain({
  name: 'litecoin',
  aliases: ['ltc'],
  coinType: 2,
  networks: [
    { name: 'mainnet', hrp: 'ltc', p2pkh: 0x30, p2sh: [0x32, 0x05] },
    { name: 'testnet', hrp: 'tltc', p2pkh: 0x6f, p2sh: [0x3a, 0xc4] },
    { name: 'regtest', hrp: 'rltc', p2pkh: 0x6f, p2sh: [0x3a, 0xc4] },
  ],
  scripts: [
    { script: p2wpkh, family: 'ltc-p2wpkh' },
    { script: p2pkh, family: 'ltc-p2pkh' },
  ],
});
