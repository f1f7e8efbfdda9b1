import { useI18n } from 'vue-i18n';
import type { ConsoleAccountFragment } from '../graphql/generated/graphql.ts';

export type HeldRole = ConsoleAccountFragment['roles'][number];

/** Where a role is held, in words: a site, an organization, or its path while neither is known. */
export function usePlaceText(): (held: HeldRole) => string {
  const { t } = useI18n();
  return ({ site, organization, orgPath }) => {
    if (site) return `${site.code} ${site.name}`;
    if (organization) return organization.name;
    return /^\/[^/]+\/$/.test(orgPath) ? t('console.accounts.wholeDistrict') : orgPath;
  };
}
