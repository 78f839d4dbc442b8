import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** True for addresses of the machine itself. */
export function isLoopback(ip: string): boolean {
  const address = plainAddress(ip);
  const family = isIP(address);
  return family !== 0 && LOOPBACK.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** True for `192.0.2.7`, `2001:db8::1` and networks such as `192.0.2.0/24`. */
export function isAddressOrNetwork(text: string): boolean {
  return networkOf(text) !== undefined;
}

/** True when `ip` is one of `allowed` or lies in one of its networks; an empty list allows every address. */
export function isAllowedAddress(ip: string, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true;
  const list = new BlockList();
  for (const text of allowed) {
    const network = networkOf(text);
    if (network !== undefined) list.addSubnet(network.address, network.prefix, network.family);
  }
  const address = plainAddress(ip);
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

function networkOf(text: string): Network | undefined {
  const [, address, prefixText] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address ?? '');
  if (address === undefined || family === 0) return undefined;
  const longest = family === 4 ? 32 : 128;
  const prefix = prefixText === undefined ? longest : Number(prefixText);
  return prefix > longest ? undefined : { address, prefix, family: family === 4 ? 'ipv4' : 'ipv6' };
}

/** A socket that listens on IPv6 as well names IPv4 peers `::ffff:192.0.2.7`. */
function plainAddress(ip: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip;
}
