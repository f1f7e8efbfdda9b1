import { BlockList, isIPv4, isIPv6 } from 'node:net';

const BLOCKED_4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;
/** Inside the global range, but a tunnel to an IPv4 address, or for documents. */
const BLOCKED_6 = [
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const;

const blocked = new BlockList();
for (const [net, prefix] of BLOCKED_4) blocked.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of BLOCKED_6) blocked.addSubnet(net, prefix, 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/** Whether an IP address belongs to the open network: not to this machine, a private net, a cloud's metadata or a tunnel. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !blocked.check(address, 'ipv4');
  return isIPv6(address) && global6.check(address, 'ipv6') && !blocked.check(address, 'ipv6');
}
