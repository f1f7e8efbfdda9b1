import { renderUnicodeCompact } from 'uqr';
import type { Addresses } from './addresses.ts';
import { demoLogins } from './demo/accounts.ts';
import { phoneOf } from './demo/phones.ts';
import { messages } from './messages.ts';

/** What is printed when the district is ready: every door, and the phone's as a picture to point a phone at. */
export function announcement(addresses: Addresses, lan: string | undefined): string[] {
  const phone = onNetwork(addresses, '/m', lan);
  // A wall computes its codes with WebCrypto, which browsers have only on localhost and by HTTPS.
  const wall = addresses.secureWeb ? onNetwork(addresses, '/screen', lan) : undefined;
  return [
    '',
    ...messages.doors(addresses, { phone, wall }),
    ...(phone ? [renderUnicodeCompact(phone, { border: 2 })] : []),
    ...(phone ? [addresses.secureWeb ? messages.phoneSecure : messages.phoneFallbacks] : []),
    ...(phone ? [messages.siteOrigin(new URL(phone).origin)] : []),
    ...messages.accounts(Object.values(demoLogins), phoneOf(0)),
    '',
  ];
}

/** A page under an address that other machines on the same network can open. */
export function onNetwork(
  { web, secureWeb }: Addresses,
  page: string,
  lan: string | undefined,
): string | undefined {
  if (lan === undefined) return undefined;
  const address = new URL(page, secureWeb ?? web);
  address.hostname = lan;
  return address.href;
}
