import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { DeliveryError } from './delivery-message.ts';

/**
 * Addresses no webhook is sent to. Machines in a cloud find their credentials there, and nobody's receiver lives there.
 * Private networks and loopback are allowed: the receiver of a self-hosted instance often stands beside it.
 */
const REFUSED = new BlockList();
REFUSED.addSubnet('169.254.0.0', 16, 'ipv4');
REFUSED.addSubnet('fe80::', 10, 'ipv6');
// The same services under names of their own: Amazon (IPv6), Alibaba, Oracle.
REFUSED.addAddress('fd00:ec2::254', 'ipv6');
REFUSED.addAddress('100.100.100.200', 'ipv4');
REFUSED.addAddress('192.0.0.192', 'ipv4');
// IPv4 reached through IPv6 translators: NAT64, 6to4.
REFUSED.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
REFUSED.addSubnet('2002:a9fe::', 32, 'ipv6');

export function isRefusedAddress(address: string): boolean {
  const family = isIP(address);
  return family === 0 || REFUSED.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * The addresses of a host, if a message may be sent to all of them. The connection is then made to one of exactly these,
 * so that a name server cannot answer differently the second time.
 *
 * @throws DeliveryError
 */
export async function allowedAddresses(hostname: string): Promise<{ address: string; family: number }[]> {
  // URLs have IPv6 addresses in brackets.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  let addresses: { address: string; family: number }[];
  try {
    addresses = await lookup(host, { all: true });
  } catch {
    throw new DeliveryError('the name of the host cannot be resolved');
  }
  if (addresses.length === 0) throw new DeliveryError('the name of the host cannot be resolved');
  if (addresses.some(({ address }) => isRefusedAddress(address))) {
    throw new DeliveryError('the host has a link-local or metadata address; messages are not sent there');
  }
  return addresses;
}

/** Answers a connection's look-up with addresses that were checked. */
export function pinnedLookup(addresses: readonly { address: string; family: number }[]): LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, addresses[0].address, addresses[0].family);
  };
}
