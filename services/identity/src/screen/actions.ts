import { notFound } from '@hongxin/kit/errors';
import { actorOf } from '@hongxin/kit/events';
import { newId } from '@hongxin/kit/ids';
import type { Outbox } from '@hongxin/kit/outbox';
import { holdsAt, type Viewer } from '@hongxin/kit/viewer';
import { SCREEN_ADMINS } from '../access.ts';
import type { ScreenDocument } from '../collections.ts';
import { ScreenPaired, ScreenRevoked } from '../events.ts';
import type { SessionEnding } from '../session/ending.ts';
import { judgeApproval, readUserCode, type Approval, type ApprovalVerdict } from './pairing.ts';
import type { ScreenStore } from './store.ts';

export type ScreenActions = ReturnType<typeof createScreenActions>;

type Parts = {
  readonly screens: ScreenStore;
  readonly ending: SessionEnding;
  readonly outbox: Outbox;
  /** Wakes the relay after a commit. */
  readonly tell: () => void;
  readonly now?: () => Date;
};

export type ApproveRefusal = Exclude<ApprovalVerdict, 'APPROVE'>;

export function createScreenActions({ screens, ending, outbox, tell, now = () => new Date() }: Parts) {
  async function approve(
    viewer: Viewer,
    typed: string,
    approval: Approval,
  ): Promise<ScreenDocument | ApproveRefusal> {
    const userCode = readUserCode(typed);
    if (!userCode) return 'CODE_UNKNOWN';
    const at = now();
    const draft = newScreen(viewer, approval, at);
    const outcome = await screens.together(async (session) => {
      const pairing = await screens.findPairingByUserCode(userCode, session);
      const verdict = judgeApproval(pairing, at);
      if (verdict !== 'APPROVE' || !pairing) return verdict === 'APPROVE' ? 'CODE_UNKNOWN' : verdict;
      const screen = { ...draft, hasDeviceKey: pairing.keyThumbprint !== null };
      if (!(await screens.approve(pairing._id, screen, session))) return 'CODE_USED';
      const { _id: screenId, orgPath, purpose, siteIds, privacy, hasDeviceKey } = screen;
      const data = { screenId, purpose, siteIds, privacy, hasDeviceKey };
      await outbox.add(session, ScreenPaired, [
        { occurredAt: at, orgPath, actor: actorOf(viewer, orgPath), data },
      ]);
      return screen;
    });
    if (typeof outcome !== 'string') tell();
    return outcome;
  }

  async function revoke(viewer: Viewer, id: string): Promise<ScreenDocument> {
    const [screen] = await screens.byIds([id]);
    if (!screen || !holdsAt(viewer, screen.orgPath, ...SCREEN_ADMINS)) throw notFound('没有这块屏幕。');
    const at = now();
    const { orgPath } = screen;
    const actor = actorOf(viewer, orgPath);
    await screens.together(async (session) => {
      if (!(await screens.revoke(id, at, session))) return;
      await ending.end(session, { kind: 'SCREEN', sub: id }, { why: 'SCREEN_REVOKED', actor, orgPath, at });
      await outbox.add(session, ScreenRevoked, [
        {
          occurredAt: at,
          orgPath,
          actor,
          data: { screenId: id },
        },
      ]);
    });
    tell();
    const [revoked] = await screens.byIds([id]);
    return revoked ?? screen;
  }

  return { approve, revoke };
}

/** A screen belongs to the district of whoever approved it. */
function newScreen(
  viewer: Viewer,
  { name, purpose, siteIds, privacy }: Approval,
  pairedAt: Date,
): Omit<ScreenDocument, 'hasDeviceKey'> {
  const orgPath = viewer.roles.find(({ role }) => role === 'DISTRICT')?.orgPath ?? '/';
  return {
    _id: newId(),
    name,
    purpose,
    siteIds: [...siteIds],
    privacy,
    orgPath,
    approvedBy: viewer.sub,
    pairedAt,
    revokedAt: null,
  };
}
