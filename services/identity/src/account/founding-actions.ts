import { serviceActor } from '@hongxin/kit/events';
import { newId } from '@hongxin/kit/ids';
import type { Outbox } from '@hongxin/kit/outbox';
import type { ClientSession } from 'mongoose';
import { isDuplicate } from '../duplicate.ts';
import { AccountCreated, RoleGranted } from '../events.ts';
import type { District, DistrictFounder } from '../places.ts';
import { type FirstAdministrator, type Founding, judgeAdministrators, judgeDistrict } from './founding.ts';
import { newAccount } from './new-account.ts';
import { hashPassword } from './password.ts';
import type { AccountStore } from './store.ts';

type Parts = { readonly founder: DistrictFounder; readonly accounts: AccountStore; readonly outbox: Outbox };

export type Founded = {
  readonly district: District;
  /** Those that this run made. */
  readonly made: readonly FirstAdministrator[];
};

/**
 * Founds the district and its three administrators. All is judged before anything is written; the accounts come together
 * or not at all, so that the same again finishes what was broken off and otherwise changes nothing.
 */
export async function foundDistrict(parts: Parts, founding: Founding): Promise<Founded | string> {
  const { founder, accounts } = parts;
  const standing = await founder.standing();
  const other =
    judgeDistrict(standing, founding) ?? sentenceOf(await judge(parts, founding, standing?.orgPath ?? null));
  if (other) return other;
  const { name, divisionCode } = founding;
  const district = await founder.found({ id: newId(), name, divisionCode });
  const another = judgeDistrict(district, founding); // founded by someone else meanwhile
  if (another) return another;
  try {
    const made = await accounts.together((session) => add(parts, founding, district, session));
    return typeof made === 'string' ? made : { district, made };
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return '另一次建立正在进行，账号没有重复创建。请稍后再运行一次核对。';
  }
}

const sentenceOf = (verdict: readonly FirstAdministrator[] | string): string | null =>
  typeof verdict === 'string' ? verdict : null;

async function judge(
  { accounts }: Parts,
  founding: Founding,
  orgPath: string | null,
  session?: ClientSession,
): Promise<readonly FirstAdministrator[] | string> {
  const { administrators } = founding;
  const known = await accounts.named(
    administrators.map(({ username }) => username),
    administrators.map(({ role }) => role),
    session,
  );
  return judgeAdministrators(founding, known, orgPath);
}

async function add(
  parts: Parts,
  founding: Founding,
  { organizationId, orgPath }: District,
  session: ClientSession,
): Promise<readonly FirstAdministrator[] | string> {
  const missing = await judge(parts, founding, orgPath, session);
  if (typeof missing === 'string') return missing;
  const fact = { occurredAt: new Date(), orgPath, actor: serviceActor('identity') };
  for (const { role, title, username, password } of missing) {
    const account = newAccount({
      username,
      displayName: title,
      passwordHash: await hashPassword(password),
      mustChangePassword: true,
      roles: [{ role, orgPath, organizationId }],
    });
    const { _id: accountId } = account;
    await parts.accounts.insert(account, session);
    await parts.outbox.add(session, AccountCreated, [{ ...fact, data: { accountId } }]);
    await parts.outbox.add(session, RoleGranted, [{ ...fact, data: { accountId, role, orgPath } }]);
  }
  return missing;
}
