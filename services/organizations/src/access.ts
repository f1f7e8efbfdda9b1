import { commonRules, type Rule } from '@hongxin/kit/access';
import { covers, holds } from '@hongxin/kit/viewer';
import type { EnterpriseDocument } from './collections.ts';

/** Who may see what; rows are a matter of the kit's `row-scope.ts`. */
export const rules = {
  ...commonRules,
  /** Staff at work, and the security administrator, who must find the organization at whose place a role is granted. */
  organizationReader: (viewer) => commonRules.staff(viewer) || holds(viewer, 'SECURITY_ADMIN'),
  /** Services that place what they keep in the tree: accounts and systems, activities. */
  treeReader: (viewer) =>
    viewer?.kind === 'SERVICE' && (viewer.sub === 'identity' || viewer.sub === 'activities'),
  /** Of an enterprise: staff whose role covers it. */
  staffInScope: (viewer, enterprise: EnterpriseDocument) =>
    viewer?.kind === 'STAFF' && covers(viewer, enterprise.orgPath),
} satisfies Record<string, Rule>;
