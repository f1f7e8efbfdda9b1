import { isId } from '@hongxin/kit/ids';
import { hashOf, newSecret } from './secret.ts';

/**
 * `<session>.<family>.<turn>`: the family part stays from the first token to the last, the turn part changes with each
 * renewal. A right family with a wrong turn is therefore a token that was once ours, however long ago, and nothing
 * needs to be remembered of spent ones.
 */
export type RefreshToken = {
  readonly text: string;
  readonly sid: string;
  readonly familyHash: string;
  readonly turnHash: string;
};

export const newRefreshToken = (sid: string): RefreshToken => build(sid, newSecret(16), newSecret(24));

/** The next token of the same family. */
export const turnedToken = (token: RefreshToken): RefreshToken =>
  build(token.sid, token.text.split('.')[1] as string, newSecret(24));

export function readRefreshToken(text: string): RefreshToken | null {
  const [sid = '', family = '', turn = '', ...rest] = text.split('.');
  const isOurs = isId(sid) && /^[\w-]{22}$/.test(family) && /^[\w-]{32}$/.test(turn) && rest.length === 0;
  return isOurs ? build(sid, family, turn) : null;
}

const build = (sid: string, family: string, turn: string): RefreshToken => ({
  text: `${sid}.${family}.${turn}`,
  sid,
  familyHash: hashOf(family),
  turnHash: hashOf(turn),
});
