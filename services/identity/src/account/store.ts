import { isDuplicate } from '../duplicate.ts';
import type { Collections, StaffAccountDocument } from '../collections.ts';

export type AccountStore = ReturnType<typeof createAccountStore>;

export const normalizeUsername = (username: string): string => username.trim().toLowerCase();

export function createAccountStore({ staffAccounts }: Collections) {
  const byIds = async (ids: readonly string[]): Promise<(StaffAccountDocument | null)[]> => {
    const found = await staffAccounts.find({ _id: { $in: [...ids] } }).lean<StaffAccountDocument[]>();
    return ids.map((id) => found.find(({ _id }) => _id === id) ?? null);
  };
  return {
    byIds,
    findByUsername: (username: string): Promise<StaffAccountDocument | null> =>
      staffAccounts
        .findOne({ username: normalizeUsername(username) })
        .lean<StaffAccountDocument>()
        .exec(),

    /** Writes what was judged; false when another sign-in wrote in between and it must be judged again. */
    async remember(
      judgedOn: StaffAccountDocument,
      next: Pick<StaffAccountDocument, 'failedTries' | 'lockedUntil'>,
    ): Promise<boolean> {
      const { _id, failedTries, lockedUntil } = judgedOn;
      const result = await staffAccounts.updateOne(
        { _id, failedTries, lockedUntil, disabledAt: null },
        { $set: next },
      );
      return result.matchedCount === 1;
    },

    /** False when the username is taken. */
    async add(account: StaffAccountDocument): Promise<boolean> {
      try {
        await staffAccounts.insertMany([{ ...account, username: normalizeUsername(account.username) }]);
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
  };
}
