import { randomInt } from 'node:crypto';
import type { ScreenDocument, ScreenPairingDocument } from '../collections.ts';
import type { Sender } from '../http/route.ts';
import { refuse, type Refused } from '../refusals.ts';
import type { SessionActions, Tokens } from '../session/actions.ts';
import type { Authorities, Authority } from '../session/authority.ts';
import { hashOf, newSecret, openWith, sealFor } from '../session/secret.ts';
import { judgePoll, newUserCode, PAIRING_LIFE_MS, POLL_SECONDS, showUserCode } from './pairing.ts';
import { screenScopes } from './scopes.ts';
import type { ScreenStore } from './store.ts';

export type ScreenPairing = ReturnType<typeof createScreenPairing>;

type Parts = {
  readonly screens: ScreenStore;
  readonly sessions: SessionActions;
  /** In production a screen without a key of its own is not paired: what it holds could be copied to another one. */
  readonly mustHaveKey: boolean;
  readonly now?: () => Date;
};

type Started = { deviceCode: string; userCode: string; expiresAt: Date; pollSeconds: number };

const DAY_MS = 86_400_000;
const ATTEMPTS = 3;
const PLACE = 'screenPairings.takenSealed';

/** The screen's side of pairing, after RFC 8628: show a code, ask until it is approved, take the tokens once. */
export function createScreenPairing({ screens, sessions, mustHaveKey, now = () => new Date() }: Parts) {
  async function start({ keyThumbprint }: Pick<Sender, 'keyThumbprint'>): Promise<Started | Refused> {
    if (mustHaveKey && keyThumbprint === null) return refuse('DEVICE_KEY_MISSING');
    const deviceCode = newSecret(32);
    const expiresAt = new Date(now().getTime() + PAIRING_LIFE_MS);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const userCode = newUserCode(randomInt);
      const pairing = newPairing({ id: hashOf(deviceCode), userCode, keyThumbprint, expiresAt });
      if (await screens.addPairing(pairing))
        return { deviceCode, userCode: showUserCode(userCode), expiresAt, pollSeconds: POLL_SECONDS };
    }
    throw new Error('no free user code found');
  }

  async function takeTokens(
    deviceCode: string,
    sender: Sender,
  ): Promise<{ screen: ScreenDocument; tokens: Tokens } | Refused> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const pairing = await screens.findPairing(hashOf(deviceCode));
      if (pairing?.keyThumbprint && pairing.keyThumbprint !== sender.keyThumbprint)
        return refuse('DEVICE_KEY_REQUIRED');
      const verdict = judgePoll(pairing, now());
      if (verdict === 'PENDING') return refuse('AUTHORIZATION_PENDING');
      const [screen] = pairing?.screenId ? await screens.byIds([pairing.screenId]) : [];
      if (verdict === 'EXPIRED' || !pairing || !screen || screen.revokedAt) return refuse('EXPIRED_TOKEN');
      const tokens =
        verdict === 'TAKE'
          ? await take(pairing, screen, deviceCode, sender)
          : await takeAgain(pairing, deviceCode);
      if (tokens === 'GONE') return refuse('EXPIRED_TOKEN');
      if (tokens) return { screen, tokens };
    }
    return refuse('AUTHORIZATION_PENDING');
  }

  /** Null: another poll of the same screen took them meanwhile. */
  async function take(
    pairing: ScreenPairingDocument,
    screen: ScreenDocument,
    deviceCode: string,
    sender: Sender,
  ): Promise<Tokens | null> {
    return screens.together(async (session) => {
      const tokens = await sessions.open(
        {
          kind: 'SCREEN',
          sub: screen._id,
          authority: authorityOfScreen(screen),
          method: 'PAIRING',
          sender: { ...sender, keyThumbprint: pairing.keyThumbprint },
        },
        session,
      );
      const sealed = sealFor(deviceCode, PLACE, tokens.refreshToken);
      if (await screens.take(pairing._id, now(), sealed, session)) return tokens;
      await session.abortTransaction();
      return null;
    });
  }

  async function takeAgain(pairing: ScreenPairingDocument, deviceCode: string): Promise<Tokens | 'GONE'> {
    const refreshToken = openWith(deviceCode, PLACE, pairing.takenSealed as string);
    return (await sessions.repeat(refreshToken)) ?? 'GONE';
  }

  return { start, takeTokens };
}

export const authorityOfScreen = (screen: ScreenDocument): Authority => ({
  roles: [],
  scopes: screenScopes(screen),
  purpose: screen.purpose,
});

export const createScreenAuthority =
  (screens: ScreenStore): Authorities['SCREEN'] =>
  async (session) => {
    const [screen] = await screens.byIds([session.sub]);
    return screen && !screen.revokedAt ? authorityOfScreen(screen) : 'GONE';
  };

const newPairing = ({
  id,
  ...shown
}: { id: string } & Pick<
  ScreenPairingDocument,
  'userCode' | 'keyThumbprint' | 'expiresAt'
>): ScreenPairingDocument => ({
  _id: id,
  ...shown,
  approvedAt: null,
  screenId: null,
  takenAt: null,
  takenSealed: null,
  purgeAt: new Date(shown.expiresAt.getTime() + DAY_MS), // until then an old code is told from an unknown one
});
