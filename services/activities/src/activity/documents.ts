/** What a person decided of an activity. Nothing stands for a published one: whether it is open or closed, its sessions say. */
export type ActivityDecision = 'DRAFT' | 'IN_REVIEW' | 'CANCELLED' | 'ARCHIVED';

/** What someone said when deciding, with who and when. */
export type DecisionNote = { reason: string; actor: string; at: Date };

/** What a session asks of who wants to come. Sessions without any of it are open to everyone, as before. */
export type SessionRules = {
  /** Seats, for members and who comes with them; without it as many as come. */
  capacity?: number;
  registrationOpensAt?: Date;
  registrationClosesAt?: Date;
  needsRegistration?: boolean;
  /** A registration takes a seat only when staff approved it. */
  needsApproval?: boolean;
  asksCheckOut?: boolean;
};

/** A session of an activity that is not published: it takes no place at its site and nobody can check in. */
export type PlannedSession = SessionRules & {
  _id: string;
  siteId: string;
  orgPath: string;
  opensAt: Date;
  closesAt: Date;
};

export type ActivityLifecycle = {
  decision?: ActivityDecision;
  /** Until it is published; afterwards its sessions are documents of their own. */
  plannedSessions?: PlannedSession[];
  /** Why a reviewer gave it back; gone when it is submitted again. */
  sentBack?: DecisionNote;
  cancelled?: DecisionNote;
};

export const sessionRuleFields = {
  capacity: Number,
  registrationOpensAt: Date,
  registrationClosesAt: Date,
  needsRegistration: Boolean,
  needsApproval: Boolean,
  asksCheckOut: Boolean,
};

const note = { type: { _id: false, reason: String, actor: String, at: Date }, default: undefined };

export const lifecycleFields = {
  decision: String,
  plannedSessions: {
    type: [
      {
        _id: String,
        siteId: String,
        orgPath: String,
        opensAt: Date,
        closesAt: Date,
        ...sessionRuleFields,
      },
    ],
    default: undefined,
  },
  sentBack: note,
  cancelled: note,
};
