import { tidyName } from '@hongxin/kit/person-name';
import { endOfDay, isDay } from '@hongxin/kit/time';
import type { ApiClientDocument, ApiScope } from './documents.ts';
import { readPublicKeys } from './public-keys.ts';

/** What of a system's record is asked for and may be changed later. */
export type Terms = Pick<
  ApiClientDocument,
  | 'purpose'
  | 'agreementNumber'
  | 'agreementEndsOn'
  | 'contact'
  | 'scopes'
  | 'jwksUrl'
  | 'jwks'
  | 'requestsPerMinute'
  | 'costPerDay'
>;

/** As GraphQL's inputs bring it; null and undefined are alike left out. */
export type TermsInput = {
  readonly [K in 'purpose' | 'agreementNumber' | 'agreementEndsOn' | 'contact' | 'jwksUrl' | 'jwks']?:
    | string
    | null;
} & {
  readonly scopes?: readonly ApiScope[] | null;
  readonly requestsPerMinute?: number | null;
  readonly costPerDay?: number | null;
};

type Surroundings = { readonly now: Date; readonly isProduction: boolean };

/** What is wrong with a name, or the name as it is kept. */
export const readName = (name: string): { name: string } | string => {
  const kept = tidyName(name);
  return within(kept, 2, 60) ? { name: kept } : '系统名称须为 2–60 个字。';
};

/** The terms that an input gives, or the first thing that is wrong with them. */
export function readTerms(input: TermsInput, around: Surroundings): Partial<Terms> | string {
  const text = (value: string | null | undefined) => value?.trim();
  const terms = {
    purpose: text(input.purpose),
    agreementNumber: text(input.agreementNumber),
    agreementEndsOn: text(input.agreementEndsOn),
    contact: text(input.contact),
    scopes: input.scopes ? [...new Set(input.scopes)] : undefined,
    requestsPerMinute: input.requestsPerMinute ?? undefined,
    costPerDay: input.costPerDay ?? undefined,
  };
  const wrong = CHECKS.find(({ of, holds }) => terms[of] !== undefined && !holds(terms[of] as never, around));
  if (wrong) return wrong.sentence;
  const keys = readKeySource(input, around);
  return typeof keys === 'string' ? keys : { ...given(terms), ...keys };
}

type Check = {
  readonly of: Exclude<keyof Terms, 'jwks' | 'jwksUrl'>;
  holds(value: never, around: Surroundings): boolean;
  readonly sentence: string;
};

const CHECKS: readonly Check[] = [
  { of: 'purpose', holds: (text: string) => within(text, 10, 300), sentence: '用途须为 10–300 个字。' },
  {
    of: 'agreementNumber',
    holds: (text: string) => within(text, 2, 60),
    sentence: '协议编号须为 2–60 个字。',
  },
  {
    of: 'agreementEndsOn',
    holds: (day: string, { now }) => isDay(day) && endOfDay(day) > now,
    sentence: '协议到期日须为今天或以后的日期，格式为 YYYY-MM-DD。',
  },
  {
    of: 'contact',
    holds: (text: string) => within(text, 2, 100),
    sentence: '联系单位须为 2–100 个字。',
  },
  {
    of: 'scopes',
    holds: (scopes: readonly ApiScope[]) => scopes.length > 0,
    sentence: '至少选择一项可读内容。',
  },
  {
    of: 'requestsPerMinute',
    holds: (count: number) => count >= 1 && count <= 6_000,
    sentence: '每分钟请求数须为 1–6000。',
  },
  {
    of: 'costPerDay',
    holds: (cost: number) => cost >= 100 && cost <= 10_000_000,
    sentence: '每日用量须为 100–10000000。',
  },
];

const within = (text: string, least: number, most: number): boolean => {
  const { length } = [...text];
  return length >= least && length <= most;
};

/** One source of keys: an address, or the keys themselves. */
function readKeySource(
  { jwksUrl, jwks }: TermsInput,
  { isProduction }: Surroundings,
): Partial<Pick<Terms, 'jwks' | 'jwksUrl'>> | string {
  if (jwksUrl && jwks) return 'jwksUrl 与 jwks 只能填写一项。';
  if (jwksUrl) {
    const url = URL.parse(jwksUrl.trim());
    const isFit = url && (url.protocol === 'https:' || (!isProduction && url.protocol === 'http:'));
    if (!isFit || url.username || url.password || url.href.length > 500) return 'jwksUrl 须为 https 网址。';
    return { jwksUrl: url.href, jwks: [] };
  }
  if (!jwks) return {};
  const keys = readPublicKeys(jwks);
  return typeof keys === 'string' ? keys : { jwks: keys, jwksUrl: null };
}

function given<T extends object>(terms: T) {
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

type Known = Pick<ApiClientDocument, 'revokedAt' | 'agreementEndsOn'>;

/** When a system's access ends by its agreement. */
export const accessEndsAt = ({ agreementEndsOn }: Known): Date => endOfDay(agreementEndsOn);

/** Whether a registered system has access now. */
export const hasAccess = (client: Known, now: Date): boolean =>
  client.revokedAt === null && accessEndsAt(client) > now;
