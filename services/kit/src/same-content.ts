import { isDeepStrictEqual } from 'node:util';
import { badInput } from './errors.ts';

/**
 * What a client's id was used for before must be what it is used for now: `asked` is compared key by key with `stored`,
 * dates by their moments, nothing given and null alike. Throws BAD_USER_INPUT with ID_REUSED otherwise, so that nobody takes
 * the answer of another thing for the own.
 */
export function assertSameContent(
  stored: Readonly<Record<string, unknown>> | null | undefined,
  asked: Readonly<Record<string, unknown>>,
  message: string,
): void {
  const isSame =
    stored && Object.keys(asked).every((key) => isDeepStrictEqual(plain(stored[key]), plain(asked[key])));
  if (!isSame) throw badInput(message, 'ID_REUSED');
}

function plain(value: unknown): unknown {
  if (value === undefined) return null;
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) =>
      one === undefined || one === null ? [] : [[key, plain(one)]],
    ),
  );
}
