import { randomBytes } from 'node:crypto';
import type { Collections } from '../collections.ts';
import { browserCookie, COOKIE_SECONDS } from '../http/browser-cookie.ts';
import type { Sender } from '../http/route.ts';
import { hashOf, newSecret, openWith, sealFor } from '../session/secret.ts';
import type { House, RedirectDocument } from './documents.ts';

export type Redirects = ReturnType<typeof createRedirects>;

/** What a browser leaves for; nothing of it is in an address. */
export type Errand = Readonly<Record<string, string>>;

/** Browsers that leave for another house's sign-in and come back, each in its own cookie's company, once. */
export function createRedirects({ redirects }: Pick<Collections, 'redirects'>, now = () => new Date()) {
  async function leave(
    house: House,
    errand: Errand,
    { origin }: Pick<Sender, 'origin'>,
  ): Promise<{ state: string; setCookie: string }> {
    const state = randomBytes(32).toString('hex'); // WeChat takes letters and digits only
    const browser = newSecret(32);
    const _id = hashOf(state);
    await redirects.insertMany([
      {
        _id,
        house,
        browserHash: hashOf(browser),
        errandSealed: sealFor(browser, placeOfErrand(_id), JSON.stringify(errand)),
        expiresAt: new Date(now().getTime() + COOKIE_SECONDS * 1000),
      },
    ]);
    return { state, setCookie: browserCookie(browser, origin) };
  }

  /** Null for a state that was never given, given to another browser, used before or too old. */
  async function comeBack(house: House, state: string, { browser }: Pick<Sender, 'browser'>) {
    if (browser === null) return null;
    const left = await redirects
      .findOneAndDelete({
        _id: hashOf(state),
        house,
        browserHash: hashOf(browser),
        expiresAt: { $gt: now() },
      })
      .lean<RedirectDocument>();
    if (!left) return null;
    return {
      browser,
      errand: JSON.parse(openWith(browser, placeOfErrand(left._id), left.errandSealed)) as Errand,
    };
  }

  return { leave, comeBack };
}

const placeOfErrand = (id: string) => `redirects|errand|${id}`;
