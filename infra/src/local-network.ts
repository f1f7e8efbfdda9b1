import { networkInterfaces } from 'node:os';

/** This machine's address for phones in the same room. Container bridges and tunnels are passed over. */
export function lanAddress(interfaces = networkInterfaces()): string | undefined {
  const physical = Object.entries(interfaces).filter(
    ([name]) => !/^(docker|br-|veth|virbr|tun|tap|utun|wg)/.test(name),
  );
  return physical
    .flatMap(([, addresses]) => addresses ?? [])
    .find(
      ({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'),
    )?.address;
}
