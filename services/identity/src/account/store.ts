import { tidyName } from '@hongxin/kit/person-name';
import { inTransaction } from '@hongxin/kit/transaction';
import type { ClientSession, Connection } from 'mongoose';
import { isDuplicate } from '../duplicate.ts';
import type { AccountRole, Collections, SecondFactor, StaffAccountDocument } from '../collections.ts';

export type AccountStore = ReturnType<typeof createAccountStore>;

export const normalizeUsername = (username: string): string => username.trim().toLowerCase();

/** What a sign-in leaves behind in the account. */
export type Remembered = Pick<StaffAccountDocument, 'failedTries' | 'lockedUntil'> &
  Partial<Pick<SecondFactor, 'lastStep' | 'recoveryHashes'>>;

export function createAccountStore(connection: Connection, { staffAccounts }: Collections) {
  const byIds = async (ids: readonly string[]): Promise<(StaffAccountDocument | null)[]> => {
    const found = await staffAccounts.find({ _id: { $in: [...ids] } }).lean<StaffAccountDocument[]>();
    return ids.map((id) => found.find(({ _id }) => _id === id) ?? null);
  };
  return {
    /** What is written inside stands or falls together. */
    together: <T>(write: (session: ClientSession) => Promise<T>): Promise<T> =>
      inTransaction(connection, write),
    byIds,
    find: (id: string, session?: ClientSession): Promise<StaffAccountDocument | null> =>
      staffAccounts.findById(id, null, { session }).lean<StaffAccountDocument>().exec(),
    findByUsername: (username: string): Promise<StaffAccountDocument | null> =>
      staffAccounts
        .findOne({ username: normalizeUsername(username) })
        .lean<StaffAccountDocument>()
        .exec(),
    findBySingleSignOn: (issuer: string, subject: string): Promise<StaffAccountDocument | null> =>
      staffAccounts
        .findOne({ 'singleSignOn.issuer': issuer, 'singleSignOn.subject': subject })
        .lean<StaffAccountDocument>()
        .exec(),
    /** False when it has a binding by now, is out of use, or another account has this one. */
    async bindSingleSignOn(
      _id: string,
      singleSignOn: NonNullable<StaffAccountDocument['singleSignOn']>,
      session: ClientSession,
    ): Promise<boolean> {
      const free = { _id, singleSignOn: null, disabledAt: null };
      return (
        (await staffAccounts.updateOne(free, { $set: { singleSignOn } }, { session })).matchedCount === 1
      );
    },
    /** Accounts that have one of the names or hold one of the roles. */
    named: (
      usernames: readonly string[],
      roles: readonly string[],
      session?: ClientSession,
    ): Promise<StaffAccountDocument[]> =>
      staffAccounts
        .find({ $or: [{ username: { $in: [...usernames] } }, { 'roles.role': { $in: [...roles] } }] }, null, {
          session,
        })
        .lean<StaffAccountDocument[]>()
        .exec(),
    /** By username, those after `after`. */
    page({ search, role, after, first }: AccountPage): Promise<StaffAccountDocument[]> {
      // Names were tidied when taken.
      const wanted = tidyName(search ?? '');
      const contains = wanted && { $regex: RegExp.escape(wanted), $options: 'i' };
      return staffAccounts
        .find({
          ...(after && { username: { $gt: after } }),
          ...(role && { 'roles.role': role }),
          ...(contains && { $or: [{ username: contains }, { displayName: contains }] }),
        })
        .sort({ username: 1 })
        .limit(first)
        .lean<StaffAccountDocument[]>()
        .exec();
    },

    /** Writes what was judged; false when another sign-in wrote in between and it must be judged again. */
    async remember(
      judgedOn: StaffAccountDocument,
      { failedTries, lockedUntil, lastStep, recoveryHashes }: Remembered,
      session?: ClientSession,
    ): Promise<boolean> {
      const result = await staffAccounts.updateOne(
        asJudged(judgedOn),
        {
          $set: {
            failedTries,
            lockedUntil,
            ...(lastStep !== undefined && { 'secondFactor.lastStep': lastStep }),
            ...(recoveryHashes && { 'secondFactor.recoveryHashes': recoveryHashes }),
          },
        },
        { session },
      );
      return result.matchedCount === 1;
    },
    /** Changes what else is known of it, as long as its password is still the one that the change stands on. */
    async change(
      { _id, passwordHash }: Pick<StaffAccountDocument, '_id' | 'passwordHash'>,
      change: AccountChange,
      session?: ClientSession,
    ): Promise<boolean> {
      const result = await staffAccounts.updateOne({ _id, passwordHash }, { $set: change }, { session });
      return result.matchedCount === 1;
    },
    /**
     * How many others in use hold a role. Each of them is touched, so that two who withdraw the last two at once get in
     * each other's way and the second counts again.
     */
    async countOthers(role: string, but: string, session: ClientSession): Promise<number> {
      const others = { _id: { $ne: but }, 'roles.role': role, disabledAt: null };
      const touched = await staffAccounts.updateMany(others, { $inc: { countings: 1 } }, { session });
      await staffAccounts.updateOne({ _id: but }, { $inc: { countings: 1 } }, { session });
      return touched.matchedCount;
    },

    /** Throws for an id or a username that is taken, which ends the transaction. */
    async insert(account: StaffAccountDocument, session: ClientSession): Promise<void> {
      await staffAccounts.insertMany([account], { session });
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

export type AccountPage = {
  readonly search?: string | null;
  readonly role?: string | null;
  readonly after?: string | null;
  readonly first: number;
};

export type AccountChange = Partial<
  Pick<
    StaffAccountDocument,
    | 'passwordHash'
    | 'formerPasswordHashes'
    | 'mustChangePassword'
    | 'secondFactor'
    | 'failedTries'
    | 'lockedUntil'
    | 'disabledAt'
    | 'lastSignInAt'
  > & { roles: AccountRole[] }
>;

/** The account as it was when it was judged. Of recovery codes the number says it: each change takes one away. */
function asJudged({ _id, failedTries, lockedUntil, passwordHash, secondFactor }: StaffAccountDocument) {
  const factor = secondFactor
    ? {
        'secondFactor.secretSealed': secondFactor.secretSealed,
        'secondFactor.lastStep': secondFactor.lastStep,
        'secondFactor.recoveryHashes': { $size: secondFactor.recoveryHashes.length },
      }
    : { secondFactor: null };
  return { _id, failedTries, lockedUntil, passwordHash, disabledAt: null, ...factor };
}
