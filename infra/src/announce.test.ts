import { describe, expect, it } from 'vitest';
import { addressesAt } from './addresses.ts';
import { announcement, onNetwork } from './announce.ts';
import { demoLogins } from './demo/accounts.ts';
import { lanAddress } from './local-network.ts';

const open = addressesAt(4000, undefined, {});
const secure = addressesAt(4000, 4443, {});
const card = (address: string, internal = false, family: 'IPv4' | 'IPv6' = 'IPv4') =>
  ({ address, internal, family, netmask: '', mac: '', cidr: null, scopeid: 0 }) as never;

describe('announcing the addresses', () => {
  it.each([
    [open, '192.168.1.20', 'http://192.168.1.20:4000/m'],
    [secure, '192.168.1.20', 'https://192.168.1.20:4443/m'],
    [open, undefined, undefined],
  ])("gives the phone's address", (addresses, lan, expected) => {
    expect(onNetwork(addresses, '/m', lan)).toBe(expected);
  });

  it('names every door, and says what a phone can do without HTTPS', () => {
    const text = announcement(open, '192.168.1.20').join('\n');
    for (const path of ['/screen', '/m', '/console', '/graphql', '/dev/inbox']) expect(text).toContain(path);
    expect(text).toContain('▄');
    expect(text).toContain('--lan');
    expect(announcement(secure, '192.168.1.20').join('\n')).not.toContain('--lan');
  });

  it('names every demo account, and what the three administrators are asked for', () => {
    const text = announcement(open, undefined).join('\n');
    for (const { username, password } of Object.values(demoLogins))
      expect(text).toContain(`${username} / ${password}`);
    expect(text).toContain('（sysadmin、secadmin、auditadmin）首次登录时');
  });

  it('shows no code to scan on a machine without a network', () => {
    expect(announcement(open, undefined).join('\n')).not.toContain('▄');
  });

  it('finds the address of a real card', () => {
    const cards = {
      lo: [card('127.0.0.1', true)],
      docker0: [card('172.17.0.1')],
      eth0: [card('fe80::1', false, 'IPv6'), card('169.254.3.4'), card('192.168.1.20')],
    };
    expect(lanAddress(cards)).toBe('192.168.1.20');
    expect(lanAddress({ lo: [card('127.0.0.1', true)] })).toBeUndefined();
  });
});
