import { Schema } from 'mongoose';

export type NoticeKind =
  | 'ACTIVITY_CANCELLED'
  | 'MOVED_UP'
  | 'REGISTRATION_APPROVED'
  | 'REGISTRATION_WAITLISTED'
  | 'REGISTRATION_DECLINED'
  | 'LEAVE_APPROVED'
  | 'LEAVE_DECLINED';

/** Something that a member is to know; written in the transaction of what it tells of. */
export type NoticeDocument = {
  _id: string;
  memberId: string;
  kind: NoticeKind;
  activityId: string;
  sessionId: string;
  /** What staff wrote with the decision. */
  reason?: string;
  at: Date;
};

export const notice = new Schema<NoticeDocument>(
  {
    _id: String,
    memberId: String,
    kind: String,
    activityId: String,
    sessionId: String,
    reason: String,
    at: Date,
  },
  { versionKey: false, autoIndex: false, collection: 'notices' },
).index({ memberId: 1, at: -1, _id: -1 });
