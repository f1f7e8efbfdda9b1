import { Schema } from 'mongoose';

/** PENDING awaits approval and holds no seat; WAITLISTED moves up by itself; the last two stand no more. */
export type RegistrationStatus = 'PENDING' | 'REGISTERED' | 'WAITLISTED' | 'DECLINED' | 'WITHDRAWN';

/** One member's registration for one session; registering again after a withdrawal takes the same document. */
export type RegistrationDocument = {
  /** `registrationIdOf` */
  _id: string;
  sessionId: string;
  activityId: string;
  memberId: string;
  /** Place of the session. */
  orgPath: string;
  status: RegistrationStatus;
  /** From the member's enterprise, 0–9; nobody's names. */
  companions: number;
  /** Made after the session had begun. */
  isWalkIn: boolean;
  /** Staff let the person in although every seat was taken. */
  isOverCapacity?: true;
  /** Place in the order of registering at this session. */
  turn: number;
  registeredAt: Date;
  /** When it came to where it stands. */
  changedAt: Date;
  /** Why it was declined. */
  reason?: string;
  /** The session's. */
  closesAt: Date;
};

/** Counts of one session's seats. Every change of its registrations writes here first, so that they come one by one. */
export type SeatsDocument = {
  /** The session's id. */
  _id: string;
  turn: number;
  /** People with a seat: registered members and their companions. */
  taken: number;
  /** Registrations on the waitlist. */
  waiting: number;
};

export type LeaveStatus = 'REQUESTED' | 'APPROVED' | 'DECLINED';

/** A member asks to be excused from a session; the home branch decides. */
export type LeaveDocument = {
  /** `registrationIdOf` */
  _id: string;
  sessionId: string;
  activityId: string;
  memberId: string;
  /** The member's home when asking. */
  orgPath: string;
  status: LeaveStatus;
  /** The member's words: for whoever decides, in no event. */
  reason: string;
  requestedAt: Date;
  decidedAt?: Date;
  declinedReason?: string;
};

/** The same member and session: the same id, for registrations and leaves alike. */
export const registrationIdOf = (sessionId: string, memberId: string): string => `${sessionId}.${memberId}`;

const plain = { versionKey: false, autoIndex: false } as const;

export const registration = new Schema<RegistrationDocument>(
  {
    _id: String,
    sessionId: String,
    activityId: String,
    memberId: String,
    orgPath: String,
    status: String,
    companions: Number,
    isWalkIn: Boolean,
    isOverCapacity: Boolean,
    turn: Number,
    registeredAt: Date,
    changedAt: Date,
    reason: String,
    closesAt: Date,
  },
  { ...plain, collection: 'registrations' },
)
  .index({ sessionId: 1, memberId: 1 }, { unique: true })
  .index({ sessionId: 1, status: 1, turn: 1 })
  .index({ memberId: 1, registeredAt: -1 })
  .index({ closesAt: 1 });

export const seats = new Schema<SeatsDocument>(
  { _id: String, turn: Number, taken: Number, waiting: Number },
  { ...plain, collection: 'sessionSeats' },
);

export const leave = new Schema<LeaveDocument>(
  {
    _id: String,
    sessionId: String,
    activityId: String,
    memberId: String,
    orgPath: String,
    status: String,
    reason: String,
    requestedAt: Date,
    decidedAt: Date,
    declinedReason: String,
  },
  { ...plain, collection: 'leaves' },
)
  .index({ sessionId: 1, memberId: 1 }, { unique: true })
  .index({ memberId: 1, requestedAt: -1 })
  .index({ status: 1, orgPath: 1, requestedAt: 1 });
