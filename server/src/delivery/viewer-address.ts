import ipaddr from 'ipaddr.js';

/** Finds the address of whoever sent a request: see {@link createViewerAddress}. */
export type ViewerAddress = (
  socketAddress: string | undefined,
  forwardedFor: string | string[] | undefined,
) => string | undefined;

/** Whether an address is IPv4, the only kind that CloudFront can bind a URL to. */
export function isIpv4(address: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(address);
}

/** Whether an address lies in a range such as 192.0.2.0/24 or 192.0.2.7; false where either is malformed. */
export function isInRange(address: string, range: string): boolean {
  const parsed = parseAddress(address);
  const network = parseRange(range);
  return parsed !== undefined && network !== undefined && contains(network, parsed);
}

/**
 * Makes the function that finds a viewer's address: the socket's, or, where that is one of our own proxies, the first
 * entry of X-Forwarded-For from the right that isn't. What a client writes into the header stands further left and is
 * never read.
 * @param trustedProxies addresses or CIDR ranges of our own proxies.
 * @throws RangeError naming a range that can't be read.
 */
export function createViewerAddress(trustedProxies: readonly string[]): ViewerAddress {
  const ranges = trustedProxies.map((text) => {
    const range = parseRange(text);
    if (!range) throw new RangeError(`TRUSTED_PROXIES: ${text} is neither an address nor a CIDR range.`);
    return range;
  });
  const isProxy = (address: Address) => ranges.some((range) => contains(range, address));

  return (socketAddress, forwardedFor) => {
    let viewer = socketAddress === undefined ? undefined : parseAddress(socketAddress);
    if (!viewer) return undefined;
    const hops = (Array.isArray(forwardedFor) ? forwardedFor.join(',') : (forwardedFor ?? '')).split(',');
    while (isProxy(viewer)) {
      const hop = parseAddress(withoutPort(hops.pop() ?? ''));
      // Nothing readable was added by the proxy, so it is the last address that we know of.
      if (!hop) break;
      viewer = hop;
    }
    return viewer.toString();
  };
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

function parseAddress(text: string): Address | undefined {
  const [bare = ''] = text.trim().split('%');
  // Shorthand such as 10.1 or 0x7f000001 would be read by some programs and not by others.
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return undefined;
  return ipaddr.process(bare);
}

function parseRange(text: string): Range | undefined {
  const [base = '', bits, ...rest] = text.trim().split('/');
  const address = parseAddress(base);
  if (!address || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return undefined;
  const width = address.kind() === 'ipv4' ? 32 : 128;
  const length = bits === undefined ? width : Number(bits);
  return length <= width ? [address, length] : undefined;
}

function contains([network, bits]: Range, address: Address): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}

function withoutPort(hop: string): string {
  const match = /^\s*(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)\s*$/.exec(hop);
  return match?.[1] ?? match?.[2] ?? hop;
}
