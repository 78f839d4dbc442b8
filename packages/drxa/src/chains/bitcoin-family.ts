import { decodeBase58Check, encodeBase58Check } from '../encoding/base58check.ts';
import { concat } from '../encoding/bytes.ts';
import { hash160 } from '../encoding/hash160.ts';
import { decodeSegwit, encodeSegwit } from '../encoding/segwit-text.ts';
import type { WitnessProgram } from '../encoding/segwit-text.ts';
import type { Engine } from '../engine/engine.ts';
import type { Family } from '../families.ts';
import type { Chain, Form, ParsedAddress } from './chain.ts';
import { formOf, malformed, networkOf, wrongChecksum, wrongNetwork } from './chain.ts';
import { compressed } from './secp256k1-key.ts';

/** The constants of one network, as its chainparams have them. */
export interface BitcoinNetwork {
  readonly name: string;
  /** Version byte of pay-to-public-key-hash. */
  readonly p2pkh: number;
  /** Version bytes of pay-to-script-hash: the first is written, the others are read as well. */
  readonly p2sh: readonly [number, ...number[]];
  /** Prefix of segwit addresses, where the chain has them. */
  readonly hrp?: string;
}

/** A network with segwit. */
export interface SegwitNetwork extends BitcoinNetwork {
  readonly hrp: string;
}

/** One way to pay a single public key. */
export interface KeyScript<Network extends BitcoinNetwork = BitcoinNetwork> {
  readonly name: string;
  /** The purpose under which BIP-44 wallets keep such keys. */
  readonly purpose: 44 | 49 | 84 | 86;
  /** The address of a public key in 33 or 65 bytes. */
  address(publicKey: Uint8Array, network: Network, engine?: Engine): string;
}

/** What tells one chain of the family from another. */
export interface BitcoinFamilyChain<Network extends BitcoinNetwork> {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly coinType: number;
  readonly networks: readonly [Network, ...Network[]];
  /** The scripts that addresses are made for, each with keys of its own: one key under two would link them. */
  readonly scripts: readonly [OwnScript<Network>, ...OwnScript<Network>[]];
}

interface OwnScript<Network extends BitcoinNetwork> {
  readonly script: KeyScript<Network>;
  readonly family: Family;
}

const HASH_LENGTH = 20;
/** BIP-433: the script that anyone may spend, to raise a transaction's fee. */
const ANCHOR = Uint8Array.of(0x4e, 0x73);

const base58Text = (version: number, hash: Uint8Array): string =>
  encodeBase58Check(concat(Uint8Array.of(version), hash));

/** Pay to public key hash. */
export const p2pkh: KeyScript = {
  name: 'p2pkh',
  purpose: 44,
  address: (publicKey, network) => base58Text(network.p2pkh, hash160(compressed(publicKey))),
};

/** Pay to witness public key hash (BIP-141). */
export const p2wpkh: KeyScript<SegwitNetwork> = {
  name: 'p2wpkh',
  purpose: 84,
  address: (publicKey, network) =>
    encodeSegwit(network.hrp, { version: 0, program: hash160(compressed(publicKey)) }),
};

/** The same inside pay to script hash, for senders without segwit. */
export const p2shP2wpkh: KeyScript<SegwitNetwork> = {
  name: 'p2sh-p2wpkh',
  purpose: 49,
  address(publicKey, network) {
    const redeemScript = concat(Uint8Array.of(0, HASH_LENGTH), hash160(compressed(publicKey)));
    return base58Text(network.p2sh[0], hash160(redeemScript));
  },
};

/**
 * A chain whose addresses are those of Bitcoin with other constants. All of them are read: base58check of either
 * version, and segwit of every version where the chain has it.
 */
export function bitcoinFamilyChain<Network extends BitcoinNetwork>({
  name,
  aliases,
  coinType,
  networks,
  scripts,
}: BitcoinFamilyChain<Network>): Chain {
  const form = ({ script, family }: OwnScript<Network>): Form => ({
    name: script.name,
    family,
    key: 'compressed',
    path: ({ account, change, index }) => `m/${script.purpose}'/${coinType}'/${account}'/${change}/${index}`,
  });
  const [firstScript, ...otherScripts] = scripts;
  const [firstNetwork, ...otherNetworks] = networks;
  const chain: Chain = {
    name,
    aliases,
    coinType,
    networks: [firstNetwork.name, ...otherNetworks.map((network) => network.name)],
    forms: [form(firstScript), ...otherScripts.map(form)],
    address(publicKey, options = {}) {
      const network = networks[chain.networks.indexOf(networkOf(chain, options.network))];
      const { script } = scripts[chain.forms.indexOf(formOf(chain, options.form))];
      return script.address(publicKey, network, options.engine);
    },
    parse(text, options = {}) {
      const asked = options.network === undefined ? undefined : networkOf(chain, options.network);
      const bytes = decodeBase58Check(text);
      if (bytes instanceof Uint8Array) return readBase58(bytes, asked);
      const prefix = /^([a-z]+)1/i.exec(text)?.[1].toLowerCase();
      const owner = networks.find(({ hrp }) => hrp !== undefined && hrp === prefix);
      if (owner?.hrp !== undefined) return readSegwit(text, owner.hrp, asked);
      if (bytes === 'checksum') return wrongChecksum(name);
      const prefixes = networks.flatMap(({ hrp }) => (hrp === undefined ? [] : [`${hrp}1`]));
      return malformed(name, ['must be base58', ...prefixes].join(' or '));
    },
  };

  /** The asked network if it has this mark, the first that has it if none is asked. */
  const choose = (has: (network: Network) => boolean, asked: string | undefined): Network | undefined => {
    const owners = networks.filter(has);
    const chosen = asked === undefined ? owners[0] : owners.find((network) => network.name === asked);
    if (chosen === undefined && asked !== undefined && owners.length > 0) {
      return wrongNetwork(name, owners[0].name, asked);
    }
    return chosen;
  };

  const readBase58 = (bytes: Uint8Array, asked: string | undefined): ParsedAddress => {
    if (bytes.length !== 1 + HASH_LENGTH) return malformed(name, 'must be a version and 20 bytes');
    const [version] = bytes;
    const network = choose((one) => one.p2pkh === version || one.p2sh.includes(version), asked);
    if (network === undefined) return malformed(name, `no network has the version byte ${version}`);
    const payload = bytes.slice(1);
    const kind = network.p2pkh === version ? 'p2pkh' : 'p2sh';
    const written = kind === 'p2pkh' ? version : network.p2sh[0];
    // An old version byte is another chain's too: who sees such a text cannot tell which chain it is of.
    const notes = written === version ? [] : ['old-version'];
    const canonical = base58Text(written, payload);
    return { chain: name, network: network.name, kind, payload, canonical, notes };
  };

  const readSegwit = (text: string, hrp: string, asked: string | undefined): ParsedAddress => {
    const read = decodeSegwit(hrp, text);
    if (read === 'checksum') return wrongChecksum(name);
    if ('reason' in read) return malformed(name, read.reason);
    const network = choose((one) => one.hrp === hrp, asked)!;
    return {
      chain: name,
      network: network.name,
      ...kindOf(read),
      payload: read.program,
      canonical: text.toLowerCase(),
    };
  };
  return chain;
}

function kindOf({ version, program }: WitnessProgram): Pick<ParsedAddress, 'kind' | 'notes'> {
  if (version === 0) return { kind: program.length === HASH_LENGTH ? 'p2wpkh' : 'p2wsh', notes: [] };
  if (version === 1 && program.length === 32) return { kind: 'p2tr', notes: [] };
  if (version === 1 && program.length === 2 && program.every((byte, i) => byte === ANCHOR[i])) {
    return { kind: 'p2a', notes: ['anyone-can-spend'] };
  }
  // Valid to pay to (BIP-350), but until a later rule gives it a meaning anyone may spend it.
  return { kind: `witness-v${version}`, notes: ['anyone-can-spend'] };
}
