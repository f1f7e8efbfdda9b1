import { Schema } from 'mongoose';

/** How far one screen has drawn the feed. */
export type ScreenDeliveryDocument = {
  /** The screen's id. */
  _id: string;
  lastSeq: number;
  /** The filter of its feed; null wants all. */
  siteIds: string[] | null;
  sessionIds: string[] | null;
  /** From commit to drawn, of the slowest of the events it told of last. */
  lagMs?: number;
  acknowledgedAt: Date;
};

/** The events that a screen drew between two acknowledgements: those of its filter from `fromSeq` to `toSeq`. */
export type ScreenShowingDocument = {
  _id: string;
  screenId: string;
  fromSeq: number;
  toSeq: number;
  siteIds: string[] | null;
  sessionIds: string[] | null;
  shownAt: Date;
};

/** A CheckInCorrected as the outbox holds it: the check-in that it brought has no number of its own. */
export type CorrectionDocument = {
  _id: string;
  type: string;
  seq?: number;
  data: { checkIn: { checkInId: string } };
};

const plain = { versionKey: false, autoIndex: false } as const;

/** `null` where mongoose would put an empty list. */
const listOrNull = { type: [String], default: null };

export const screenDelivery = new Schema<ScreenDeliveryDocument>(
  {
    _id: String,
    lastSeq: Number,
    siteIds: listOrNull,
    sessionIds: listOrNull,
    lagMs: Number,
    acknowledgedAt: Date,
  },
  { ...plain, collection: 'screenDeliveries' },
);

export const screenShowing = new Schema<ScreenShowingDocument>(
  {
    _id: String,
    screenId: String,
    fromSeq: Number,
    toSeq: Number,
    siteIds: listOrNull,
    sessionIds: listOrNull,
    shownAt: Date,
  },
  { ...plain, collection: 'screenShowings' },
)
  .index({ screenId: 1, toSeq: 1 })
  .index({ shownAt: 1 }, { expireAfterSeconds: 7 * 86_400, name: 'kept for 7 days' });

export const correction = new Schema<CorrectionDocument>(
  { _id: String, type: String, seq: Number, data: { checkIn: { checkInId: String } } },
  { ...plain, collection: 'outbox' },
).index(
  { 'data.checkIn.checkInId': 1 },
  { partialFilterExpression: { type: 'CheckInCorrected' }, name: 'corrections by check-in' },
);
