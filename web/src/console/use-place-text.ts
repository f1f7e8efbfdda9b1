import { useI18n } from 'vue-i18n';
import type { ConsoleAccountFragment } from '../graphql/generated/graphql.ts';

export type HeldRole = ConsoleAccountFragment['roles'][number];

/** Where a role is held, in words: a site or an organization; where it is not there, that and its path. */
export function usePlaceText(): (held: HeldRole) => string {
  const { t } = useI18n();
  return ({ role, site, organization, orgPath }) => {
    if (site) return `${site.code} ${site.name}`;
    if (organization) return organization.name;
    const missing = t(`common.missing.${role === 'STEWARD' ? 'site' : 'organization'}`);
    return t('console.accounts.placeMissing', { missing, path: orgPath });
  };
}

/** Its organization, or the last one of its path where that is not there: such a role can be withdrawn too. */
export const organizationIdOf = ({ organization, orgPath }: HeldRole): string | null =>
  organization?.id ?? orgPath.split('/').at(-2) ?? null;
