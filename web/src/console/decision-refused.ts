import type { ActivityDecisionFragment } from '../graphql/generated/graphql.ts';
import { i18n, locale } from '../i18n/i18n.ts';

type Refused = Extract<ActivityDecisionFragment, { __typename: 'ActivityDecisionRefused' }>;

/** Why a decision about an activity was not taken, in the reader's language; null when it stands. */
export function whyRefused(decision: ActivityDecisionFragment): Pick<Refused, 'message' | 'nextStep'> | null {
  if (decision.__typename !== 'ActivityDecisionRefused') return null;
  if (locale.value !== 'en') return decision;
  const words = `console.plan.refusal.${decision.reason}`;
  return { message: i18n.global.t(`${words}.message`), nextStep: i18n.global.t(`${words}.nextStep`) };
}
