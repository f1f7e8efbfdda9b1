import { isValidCreditCode } from './credit-code.ts';

/** How the Party's work reaches an enterprise. */
export const ENTERPRISE_COVERAGES = ['OWN_ORGANIZATION', 'JOINT_ORGANIZATION', 'GRID', 'WORK_ONLY'] as const;

export type EnterpriseCoverage = (typeof ENTERPRISE_COVERAGES)[number];

/** What a person typed to find enterprises. */
export type EnterpriseSearch =
  | { readonly kind: 'ALL' }
  | { readonly kind: 'CREDIT_CODE'; readonly code: string }
  | { readonly kind: 'NAME_PREFIX'; readonly prefix: string }
  | { readonly kind: 'REFUSED'; readonly message: string };

const NAME_LIMIT = 80;

/** Eighteen letters and digits, in whatever case and with blanks between, are a credit code; all else begins a name. */
export function readSearch(typed: string | null | undefined): EnterpriseSearch {
  const prefix = (typed ?? '').trim();
  const code = prefix.replaceAll(/\s/g, '').toUpperCase();
  if (prefix === '') return { kind: 'ALL' };
  if (prefix.length > NAME_LIMIT) return { kind: 'REFUSED', message: `搜索词不能超过${NAME_LIMIT}个字。` };
  if (!/^[0-9A-Z]{18}$/.test(code)) return { kind: 'NAME_PREFIX', prefix };
  if (isValidCreditCode(code)) return { kind: 'CREDIT_CODE', code };
  return { kind: 'REFUSED', message: '统一社会信用代码的校验位不对，请核对后重新输入。' };
}
