import type { Envelope } from '@hongxin/kit/events';
import { MemberAdmitted, MemberChanged } from '@hongxin/members/events';
import type { ClientSession } from 'mongoose';
import type { Collections } from '../collections.ts';

/**
 * What activities keeps of members: standing and home, from members' events alone. To fill it anew, remove its cursor
 * (`readerCursors`, `member-standings`) and its documents, and start the service.
 */
export const createMemberStandings =
  ({ memberStandings }: Collections) =>
  async (events: readonly Envelope[], session: ClientSession): Promise<void> => {
    const latest = new Map<string, { branchId: string; orgPath: string; status: string }>();
    for (const event of events) {
      const member = MemberAdmitted.parse(event) ?? MemberChanged.parse(event);
      if (member)
        latest.set(member.memberId, {
          branchId: member.branchId,
          orgPath: member.orgPath,
          status: member.status,
        });
    }
    if (latest.size === 0) return;
    const writes = [...latest].map(([_id, standing]) => ({
      updateOne: { filter: { _id }, update: { $set: standing }, upsert: true },
    }));
    await memberStandings.bulkWrite(writes as never, { session });
  };

/** Ids of all whose standing is written. */
export async function* writtenStandings({
  memberStandings,
}: Pick<Collections, 'memberStandings'>): AsyncIterable<string> {
  for await (const { _id } of memberStandings.collection.find({}, { projection: { _id: 1 } }))
    yield String(_id);
}
