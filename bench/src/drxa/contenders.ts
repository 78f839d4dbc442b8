import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { HDKey } from '@scure/bip32';
import wallet from '@trustwallet/wallet-core';
import { computeAddress, HDNodeWallet, hexlify } from 'ethers';
import { HDKey as ViemKey, hdKeyToAccount, privateKeyToAddress } from 'viem/accounts';
import { bytesToHex } from 'viem';
import type { Engine } from 'drxa/engine';
import { mnemonicToSeed, stretchByNoble } from 'drxa/bip/words';
import { BARE } from './bare.ts';
import type { AsyncLine, Line } from './measure-lines.ts';

const WORDS = `${'abandon '.repeat(11)}about`;

const core = await wallet.initWasm();

const COINS: Readonly<Record<string, keyof typeof core.CoinType>> = {
  digibyte: 'digiByte',
  injective: 'nativeInjective',
  multiversx: 'multiversX',
};

/** wallet-core has no such address, or its build cannot make it from a plain key. */
const NOT_IN_CORE = new Set(['bitcoin p2tr', 'cardano', 'filecoin f410']);

const coinOf = (chain: string) =>
  NOT_IN_CORE.has(chain) ? undefined : core.CoinType[COINS[chain] ?? (chain as keyof typeof core.CoinType)];

const numbered = (i: number): Uint8Array => {
  const bytes = new Uint8Array(32).fill(0x46);
  new DataView(bytes.buffer).setUint32(0, i);
  return bytes;
};
/** The i-th private key, the same for all. */
export const keyOf = numbered;

/** From a private key to its address. */
export function keyLines(chain: string, engine: Engine): Line[] {
  const coin = coinOf(chain);
  const lines: Line[] = [{ name: 'bare', run: (i) => BARE[chain](keyOf(i), engine) }];
  if (coin !== undefined) {
    lines.push({
      name: 'wallet-core',
      run: (i) => {
        const key = core.PrivateKey.createWithData(keyOf(i));
        try {
          return core.CoinTypeExt.deriveAddress(coin, key);
        } finally {
          key.delete();
        }
      },
    });
  }
  if (chain === 'ethereum') {
    lines.push(
      { name: 'ethers', run: (i) => computeAddress(hexlify(keyOf(i))) },
      { name: 'viem', run: (i) => privateKeyToAddress(bytesToHex(keyOf(i))) },
    );
  }
  return lines;
}

/** From a parent that is held, to the address of its i-th child. */
export function parentLines(chain: string, engine: Engine, seed: Uint8Array): Line[] {
  const parent = hmac.create(sha512, seed);
  const message = new Uint8Array(100);
  const lines: Line[] = [
    {
      name: 'bare',
      run: (i) => {
        new DataView(message.buffer).setUint32(0, i);
        return BARE[chain](parent.clone().update(message).digest().subarray(0, 32), engine);
      },
    },
  ];
  if (chain === 'ethereum') {
    const ethers = HDNodeWallet.fromSeed(seed).derivePath("m/44'/60'/0'/0");
    const viem = HDKey.fromMasterSeed(seed).derive("m/44'/60'/0'/0");
    lines.push(
      { name: 'ethers', run: (i) => ethers.deriveChild(i).address },
      { name: 'scure + viem', run: (i) => privateKeyToAddress(bytesToHex(viem.deriveChild(i).privateKey!)) },
    );
  }
  return lines;
}

/** From the seed to an address, with nothing held. */
export function wholeLines(chain: string, engine: Engine, seed: Uint8Array): Line[] {
  const message = new Uint8Array(100);
  const mac = (key: Uint8Array): Uint8Array => hmac(sha512, key, message);
  const lines: Line[] = [
    {
      name: 'bare',
      run: (i) => {
        new DataView(message.buffer).setUint32(0, i);
        // Extract, scope, key: three HMACs, as the scheme has.
        return BARE[chain](mac(mac(mac(seed)).subarray(0, 32)).subarray(0, 32), engine);
      },
    },
  ];
  const coin = coinOf(chain);
  if (coin !== undefined) {
    // It keeps the seed of its words and walks the path anew for each address.
    const held = core.HDWallet.createWithMnemonic(WORDS, '');
    const path = core.CoinTypeExt.derivationPath(coin);
    lines.push({
      name: 'wallet-core',
      run: () => {
        const key = held.getKey(coin, path);
        try {
          return core.CoinTypeExt.deriveAddress(coin, key);
        } finally {
          key.delete();
        }
      },
    });
  }
  if (chain === 'ethereum') {
    const viem = (i: number): string =>
      hdKeyToAccount(ViemKey.fromMasterSeed(seed), { addressIndex: i }).address;
    lines.push(
      { name: 'ethers', run: (i) => HDNodeWallet.fromSeed(seed).derivePath(`m/44'/60'/0'/0/${i}`).address },
      { name: 'viem', run: viem },
    );
  }
  return lines;
}

const [password, salt] = [WORDS, 'mnemonic'].map((part) => new TextEncoder().encode(part));
const stretch = promisify(pbkdf2);

/** From the words to the seed: as a caller has it, without WebCrypto, and the primitive alone. */
export const WORD_LINES: readonly AsyncLine[] = [
  { name: 'drxa', run: () => mnemonicToSeed(WORDS) },
  { name: 'noble', run: () => stretchByNoble(password, salt) },
  { name: 'bare', run: () => stretch(password, salt, 2_048, 64, 'sha512') },
];
