import { bitcoinFamilyChain, p2wpkh } from './bitcoin-family.ts';

/** DigiByte. Script addresses of the older version (`3…`) are read with the note `old-version`. */
export const digibyte = bitcoinFamilyChain({
  name: 'digibyte',
  aliases: ['dgb'],
  coinType: 20,
  networks: [
    { name: 'mainnet', hrp: 'dgb', p2pkh: 0x1e, p2sh: [0x3f, 0x05] },
    { name: 'testnet', hrp: 'dgbt', p2pkh: 0x7e, p2sh: [0x8c] },
    { name: 'regtest', hrp: 'dgbrt', p2pkh: 0x7e, p2sh: [0x8c] },
  ],
  scripts: [{ script: p2wpkh, family: 'dgb-p2wpkh' }],
});
