import { isDuplicate } from '../duplicate.ts';
import type { Collections, OneTimeCodeDocument } from '../collections.ts';

export type CodeStore = ReturnType<typeof createCodeStore>;

export function createCodeStore({ oneTimeCodes }: Collections) {
  return {
    find: (phoneIndex: string): Promise<OneTimeCodeDocument | null> =>
      oneTimeCodes.findById(phoneIndex).lean<OneTimeCodeDocument>().exec(),

    /** Writes what was judged on `judgedOn`; false when another request wrote in between and it must be judged again. */
    async save(next: OneTimeCodeDocument, judgedOn: OneTimeCodeDocument | null): Promise<boolean> {
      if (judgedOn) {
        const result = await oneTimeCodes.replaceOne({ _id: next._id, version: judgedOn.version }, next);
        return result.matchedCount === 1;
      }
      try {
        await oneTimeCodes.insertMany([next]);
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
  };
}
