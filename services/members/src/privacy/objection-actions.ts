import { badInput, notFound } from '@hongxin/kit/errors';
import { actorOf } from '@hongxin/kit/events';
import { isId } from '@hongxin/kit/ids';
import type { Viewer } from '@hongxin/kit/viewer';
import type { Context } from '../context.ts';
import { indexId } from '../index/point-event.ts';
import type { IndexObjectionDocument } from './documents.ts';
import { assertSameObjection, hasLine, type LineName, objectionPlace } from './objection.ts';
import { takeReason } from './refusals.ts';

type World = Pick<Context, 'loaders' | 'objections' | 'vault' | 'tell' | 'now'>;

export type ObjectInput = LineName & { readonly id: string; readonly reason: string };

export async function objectToIndexLine(
  world: World,
  viewer: Viewer,
  input: ObjectInput,
): Promise<IndexObjectionDocument> {
  const { id, month, eventId, rule } = input;
  if (!isId(id)) throw badInput('异议编号格式不对，应为 UUID。请刷新页面后重试。');
  const reason = takeReason(input.reason, 4, 500);
  const asked = { ...input, reason, memberId: viewer.sub };
  const stored = await world.objections.find(id);
  if (stored) return replay(world, stored, asked);
  const { member, index } = await findLine(world, viewer, input);
  const objection: IndexObjectionDocument = {
    _id: id,
    memberId: member._id,
    orgPath: member.orgPath,
    month: index.month,
    eventId,
    rule,
    reasonSealed: world.vault.seal(objectionPlace(id), reason),
    state: 'SUBMITTED',
    submittedAt: world.now(),
  };
  const outcome = await world.objections.submit(objection, actorOf(viewer, member.orgPath));
  if (outcome === 'SAME_LINE')
    throw badInput(`您已对${month}的这一项提出过异议，请等待处理。`, 'ALREADY_OBJECTED');
  const first = outcome === 'SAME_ID' ? await world.objections.find(id) : null;
  if (first) return replay(world, first, asked);
  world.loaders.objections.clear(member._id);
  world.tell();
  return objection;
}

/** Only the member's own index is looked into: another's line is as good as none. */
async function findLine({ loaders }: World, viewer: Viewer, line: LineName) {
  const member = await loaders.member.load(viewer.sub);
  const index = member && (await loaders.index.load(indexId(member._id, line.month)));
  if (!member || !index || !hasLine(index.lines, line))
    throw notFound('在您的先锋指数中没有找到这一项。请刷新页面后重试。');
  return { member, index };
}

async function replay(
  { vault }: World,
  stored: IndexObjectionDocument,
  asked: LineName & { memberId: string; reason: string },
): Promise<IndexObjectionDocument> {
  const reason = await vault.open(objectionPlace(stored._id), stored.reasonSealed);
  assertSameObjection(stored, reason, asked);
  return stored;
}
