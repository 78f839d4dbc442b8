import { encodeSegwit } from '../encoding/segwit-text.ts';
import type { KeyScript, SegwitNetwork } from './bitcoin-family.ts';
import { bitcoinFamilyChain, p2pkh, p2shP2wpkh, p2wpkh } from './bitcoin-family.ts';
import { taprootOutputKey } from './taproot-key.ts';

/** Pay to taproot, by the key alone (BIP-86). */
const p2tr: KeyScript<SegwitNetwork> = {
  name: 'p2tr',
  purpose: 86,
  address: (publicKey, network, engine) =>
    encodeSegwit(network.hrp, { version: 1, program: taprootOutputKey(publicKey, engine) }),
};

/**
 * Bitcoin. Testnet and regtest share their base58 versions: such a text is read as of testnet unless regtest is asked.
 * @example
 *   scope.address({ userId: 'ada', chain: bitcoin, form: 'p2tr', network: 'testnet' });
 */
export const bitcoin = bitcoinFamilyChain({
  name: 'bitcoin',
  aliases: ['btc', 'xbt'],
  coinType: 0,
  networks: [
    { name: 'mainnet', hrp: 'bc', p2pkh: 0x00, p2sh: [0x05] },
    { name: 'testnet', hrp: 'tb', p2pkh: 0x6f, p2sh: [0xc4] },
    { name: 'regtest', hrp: 'bcrt', p2pkh: 0x6f, p2sh: [0xc4] },
  ],
  scripts: [
    { script: p2wpkh, family: 'btc-p2wpkh' },
    { script: p2tr, family: 'btc-p2tr' },
    { script: p2shP2wpkh, family: 'btc-p2sh-p2wpkh' },
    { script: p2pkh, family: 'btc-p2pkh' },
  ],
});
