import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** `loopback`, `private`, `linkLocal` …; `unicast` is the open internet. An IPv4 address within IPv6 is what it carries. */
const rangeOf = (address: string) => ipaddr.process(address).range();

/** The code of the fault when a name leads into a private network. */
export const PRIVATE = 'EPRIVATE';

/** Whether an address of the web says itself that it is not on the open internet: localhost, or a number that is private. */
export function isPrivate({ hostname }: URL): boolean {
  const host = bare(hostname);
  return host === 'localhost' || (isIP(host) > 0 && rangeOf(host) !== 'unicast');
}

/** Whether an address of the web leads nowhere but to this machine. */
export function isLoopback({ hostname }: URL): boolean {
  const host = bare(hostname);
  return host === 'localhost' || (isIP(host) > 0 && rangeOf(host) === 'loopback');
}

// As the URL standard writes an IPv6 address.
const bare = (hostname: string) => hostname.replace(/^\[(.*)\]$/, '$1');

/**
 * Looks up a name for a connection, and refuses it when any of its addresses is private: whoever owns a name in public could
 * otherwise lead us into our own network, after it was looked at as well as before.
 */
export const lookupPublic: LookupFunction = (hostname, options, found) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const first = addresses?.[0];
    if (error || !first) return found(error ?? new Error('no address'), '', 0);
    if (addresses.some(({ address }) => rangeOf(address) !== 'unicast'))
      return found(Object.assign(new Error('The name leads into a private network.'), { code: PRIVATE }), '', 0);
    if (options.all) found(null, addresses);
    else found(null, first.address, first.family);
  });
};
