import { GraphQLError } from 'graphql';
import type { Measure } from './cost.ts';

/** What one request of another system may ask for, where no operations were agreed on. */
const LIMITS: readonly { of: keyof Measure; most: number; reason: string; say: string }[] = [
  { of: 'tokens', most: 1_000, reason: 'LIMIT_TOKENS', say: '请求过长：词法单元' },
  { of: 'depth', most: 8, reason: 'LIMIT_DEPTH', say: '请求嵌套过深：层数' },
  { of: 'aliases', most: 15, reason: 'LIMIT_ALIASES', say: '别名过多：个数' },
  { of: 'rootFields', most: 5, reason: 'LIMIT_ROOT_FIELDS', say: '根字段过多：个数' },
  { of: 'cost', most: 1_000, reason: 'LIMIT_COST', say: '请求用量过大：用量' },
];

/** Null where the request keeps to the limits; otherwise the refusal with the limit and the figure. */
export function judgeLimits(measured: Measure): GraphQLError | null {
  const over = LIMITS.find(({ of, most }) => measured[of] > most);
  if (!over) return null;
  const { of, most, reason, say } = over;
  return new GraphQLError(`${say}最多 ${most}，这里为 ${measured[of]}。请拆分或精简请求。`, {
    extensions: { code: 'BAD_USER_INPUT', reason },
  });
}
