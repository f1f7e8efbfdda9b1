import type { Collections } from '../collections.ts';
import { hashOf, newSecret } from '../session/secret.ts';
import type { Arrived, HandoverDocument } from './documents.ts';

export type Handovers = ReturnType<typeof createHandovers>;

const LIFE_MS = 60_000;

/**
 * Between the way back from another house, which is a link and carries no proof of a key, and the page's own request,
 * which opens the session: a code for 60 s, once, and for the same browser.
 */
export function createHandovers({ handovers }: Pick<Collections, 'handovers'>, now = () => new Date()) {
  async function give(browser: string, arrived: Arrived): Promise<string> {
    const code = newSecret(32);
    const expiresAt = new Date(now().getTime() + LIFE_MS);
    await handovers.insertMany([{ _id: hashOf(code), browserHash: hashOf(browser), arrived, expiresAt }]);
    return code;
  }

  const held = (code: string, browser: string) => ({
    _id: hashOf(code),
    browserHash: hashOf(browser),
    expiresAt: { $gt: now() },
  });

  return {
    give,
    /** Looking spends nothing. */
    async look(code: string, browser: string): Promise<Arrived | null> {
      const found = await handovers.findOne(held(code, browser)).lean<HandoverDocument>();
      return found?.arrived ?? null;
    },
    /** False when another request was faster. */
    take: async (code: string, browser: string): Promise<boolean> =>
      (await handovers.deleteOne(held(code, browser))).deletedCount === 1,
  };
}
