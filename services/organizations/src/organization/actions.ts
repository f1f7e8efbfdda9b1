import type { Actor } from '@hongxin/kit/events';
import { assertSameContent } from '@hongxin/kit/same-content';
import type { OrganizationDocument } from '../collections.ts';
import { mayStandBelow, pathBelow } from './organization.ts';
import type { OrganizationStore } from './store.ts';

/** What is known of an organization before it has a place; the id is made by the caller. */
export type Founding = Omit<OrganizationDocument, 'orgPath'>;

export type FoundOrganizationRefusal = 'SUPERIOR_UNKNOWN' | 'KIND_MISPLACED';

/** Founds an organization below its superior. The same again answers what stands; the id of another one is ID_REUSED. */
export async function foundOrganization(
  store: OrganizationStore,
  founding: Founding,
  actor: Actor,
): Promise<
  { organization: OrganizationDocument; replayed: boolean } | { refused: FoundOrganizationRefusal }
> {
  const [known] = await store.byIds([founding._id]);
  if (known) {
    assertSameContent(known, founding, '这个编号已用于另一个组织。请刷新页面后重试。');
    return { organization: known, replayed: true };
  }
  const superior = founding.superiorId === null ? null : (await store.byIds([founding.superiorId]))[0];
  if (superior === undefined) return { refused: 'SUPERIOR_UNKNOWN' };
  if (!mayStandBelow(founding.kind, superior?.kind ?? null)) return { refused: 'KIND_MISPLACED' };
  const organization = { ...founding, orgPath: pathBelow(superior?.orgPath ?? null, founding._id) };
  await store.found(organization, actor);
  return { organization, replayed: false };
}
