import { forgeToken } from '../world/forge.ts';
import type { World } from '../world/world.ts';

const LONG_S = 3_600;

/** What identity signed for one caller, for another one too, and for as long as the bench runs: signing in would come between. */
export function tokenOf(world: World, like: string, claims: Record<string, unknown>): string {
  const given = JSON.parse(Buffer.from(like.split('.')[1] ?? '', 'base64url').toString());
  const exp = Math.floor(Date.now() / 1000) + LONG_S;
  return forgeToken({ ...given, ...claims, exp }, { key: world.secrets.accessKeys.privateKey as never });
}

export const outlasting = (world: World, token: string): string => tokenOf(world, token, {});
