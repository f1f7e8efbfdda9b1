import { lookup } from 'node:dns';
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { FetchImplementation } from 'jose';
import { isPublicAddress } from './public-address.ts';

const MOST_BYTES = 65_536;

/**
 * Fetches a system's public keys from an address that its registration names. In production by https and from the open
 * network only: the address that a name resolves to is judged at the moment of connecting, so that no later answer of a
 * name server leads inside. Redirects are not followed.
 */
export const createKeyFetch =
  (isProduction: boolean): FetchImplementation =>
  (address, { headers, signal }) =>
    new Promise((resolve, reject) => {
      const url = new URL(address);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (isProduction && url.protocol !== 'https:') throw new KeysOutOfReach('only https is asked for keys');
      if (isProduction && isIP(host) && !isPublicAddress(host)) throw new KeysOutOfReach(NOT_PUBLIC);
      const options = {
        headers: Object.fromEntries(headers),
        signal,
        agent: false as const,
        ...(isProduction && { lookup: lookupPublic }),
      };
      const asking = (url.protocol === 'https:' ? getSecure : getPlain)(url, options, (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MOST_BYTES) answer.destroy(new KeysOutOfReach(`keys over ${MOST_BYTES} bytes`));
          else chunks.push(chunk);
        });
        answer.on('error', reject);
        answer.on('end', () =>
          resolve(new Response(Buffer.concat(chunks).toString('utf8'), { status: statusOf(answer) })),
        );
      });
      asking.on('error', reject);
    });

/** A system's keys could not be fetched, whoever is to blame. */
export class KeysOutOfReach extends Error {}

const NOT_PUBLIC = 'keys are not asked of an address inside';

/** A Response takes no body with some statuses; all that is not 200 is a failure here. */
const statusOf = ({ statusCode }: { statusCode?: number | undefined }): number =>
  statusCode === 200 ? 200 : 502;

const lookupPublic: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '');
    if (!addresses.every(({ address }) => isPublicAddress(address)))
      return done(new KeysOutOfReach(NOT_PUBLIC), '');
    const [first] = addresses;
    if (options.all) done(null, addresses);
    else done(null, first?.address ?? '', first?.family);
  });
};
