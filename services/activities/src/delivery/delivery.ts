import type { ScreenDeliveryDocument } from './documents.ts';

/** A screen that has told nothing for so long is silent; it tells every 30 s at least. */
const SILENT_MS = 60_000;
/** An event may wait so long to be acknowledged: two acknowledgements may be lost. */
const WAITING_MS = 15_000;

type DeliveryState = 'SHOWING' | 'BEHIND' | 'SILENT';

/** `waitingSince`: when the oldest event was recorded that the screen should have drawn and has not told of. */
export function stateOf(
  { acknowledgedAt }: Pick<ScreenDeliveryDocument, 'acknowledgedAt'>,
  waitingSince: Date | null,
  now: Date,
): DeliveryState {
  if (now.getTime() - acknowledgedAt.getTime() > SILENT_MS) return 'SILENT';
  return waitingSince && now.getTime() - waitingSince.getTime() > WAITING_MS ? 'BEHIND' : 'SHOWING';
}
