import { notFound, tooMany } from '@hongxin/kit/errors';
import { type Actor, actorOf } from '@hongxin/kit/events';
import { newId } from '@hongxin/kit/ids';
import type { Viewer } from '@hongxin/kit/viewer';
import type { MemberDocument } from '../collections.ts';
import type { Context } from '../context.ts';
import { openField } from '../member/opened.ts';
import type { AuditRow } from './disclosure-store.ts';
import type { DisclosureDocument } from './documents.ts';
import { takeReason } from './refusals.ts';
import {
  ALLOWED_A_DAY,
  type Allowance,
  asRevealer,
  type PersonalNumberKind,
  secondsLeftToday,
} from './reveal.ts';

type World = Pick<Context, 'members' | 'loaders' | 'disclosures' | 'refusals' | 'vault' | 'tell' | 'now'>;

export type RevealInput = {
  readonly memberId: string;
  readonly kind: PersonalNumberKind;
  readonly reason: string;
};

export type Revealed = {
  readonly member: MemberDocument;
  readonly kind: PersonalNumberKind;
  readonly number: string | null;
  readonly leftToday: number;
};

const SEALED = { PHONE: 'phone', ID_NUMBER: 'idNumber' } as const;
const AUDIT = { PHONE: 'PHONE_REVEALED', ID_NUMBER: 'ID_NUMBER_REVEALED', EXPORT: 'DATA_EXPORTED' } as const;

export async function revealPersonalNumber(
  world: World,
  viewer: Viewer,
  { memberId, kind, reason: given }: RevealInput,
): Promise<Revealed> {
  const reason = takeReason(given, 4, 200);
  const revealer = asRevealer(viewer);
  const member = await world.members.findInScope(memberId, revealer);
  if (!member) {
    world.refusals.record(viewer, 'revealPersonalNumber', 'NOT_FOUND'); // who tries ids of others is seen in the audit
    throw notFound('没有找到这名党员，或其不在您的管理范围内。请核对后重试。');
  }
  const now = world.now();
  // Opened before it is counted: what cannot be opened costs nothing, and nothing leaves before the count is written.
  const number = await openField(world.vault, member, SEALED[kind]);
  if (number === null)
    return { member, kind, number, leftToday: await world.disclosures.left('REVEAL', viewer.sub, now) };
  const held = revealer.roles.find(({ orgPath }) => member.orgPath.startsWith(orgPath));
  const disclosure: DisclosureDocument = {
    _id: newId(),
    memberId: member._id,
    occurredAt: now,
    what: kind,
    actorId: viewer.sub,
    actorRole: held?.role ?? viewer.kind,
    ...(held ? { actorOrgPath: held.orgPath } : {}),
    reason,
  };
  const actor = actorOf(revealer, member.orgPath);
  const leftToday = await disclose(world, 'REVEAL', member, disclosure, actor);
  return { member, kind, number, leftToday };
}

export async function exportMyData(world: World, viewer: Viewer) {
  const member = await world.loaders.member.load(viewer.sub);
  if (!member) throw notFound('没有找到您的党员信息。请联系所在党支部核实登记。');
  const exportedAt = world.now();
  const disclosure: DisclosureDocument = {
    _id: newId(),
    memberId: member._id,
    occurredAt: exportedAt,
    what: 'EXPORT',
    actorId: viewer.sub,
    actorRole: 'MEMBER',
    reason: '本人导出个人数据',
  };
  await disclose(world, 'EXPORT', member, disclosure, actorOf(viewer, member.orgPath));
  return { exportedAt, member };
}

const SPENT: Record<Allowance, string> = {
  REVEAL: `今天查看完整号码已达${ALLOWED_A_DAY.REVEAL}次上限。请明天再试，确有需要请联系上级党组织。`,
  EXPORT: `今天导出个人数据已达${ALLOWED_A_DAY.EXPORT}次上限。请明天再试。`,
};

/** How many are left today; a caller who has none is refused, and the audit is told of that as well. */
async function disclose(
  { disclosures, tell }: World,
  allowance: Allowance,
  { _id, orgPath }: MemberDocument,
  disclosure: DisclosureDocument,
  actor: Actor,
): Promise<number> {
  const { occurredAt, what, reason } = disclosure;
  const target = { type: 'PartyMember', id: _id };
  const audited = (outcome: 'DONE' | 'REFUSED', why: string): AuditRow => ({
    occurredAt,
    orgPath,
    actor,
    data: { action: AUDIT[what], target, outcome, reason: why, times: 1 },
  });
  const left = await disclosures.disclose(allowance, disclosure, audited('DONE', reason));
  if (left === null) await disclosures.refuse(audited('REFUSED', 'RATE_LIMITED'));
  tell();
  if (left === null) throw tooMany(SPENT[allowance], secondsLeftToday(occurredAt));
  return left;
}
