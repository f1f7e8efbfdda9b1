import { badInput } from '@hongxin/kit/errors';
import type { Actor } from '@hongxin/kit/events';
import { isId } from '@hongxin/kit/ids';
import { tidyName } from '@hongxin/kit/person-name';
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

/** The district as it begins: the top of the tree, before anything is brought in. */
export type DistrictFounding = {
  readonly id: string;
  readonly name: string;
  readonly divisionCode?: string | null;
};

/** Founds the district's committee, or answers the one that stands, whatever its name: who asks says whether it is the same. */
export async function foundDistrict(
  store: OrganizationStore,
  { id, name, divisionCode }: DistrictFounding,
  actor: Actor,
): Promise<{ district: OrganizationDocument; replayed: boolean }> {
  const tidy = tidyName(name);
  if (!isId(id) || tidy === '') throw badInput('区级组织须有编号（UUID）和名称。');
  const standing = await store.district();
  if (standing) return { district: standing, replayed: true };
  const founding = {
    _id: id,
    name: tidy,
    kind: 'DISTRICT_COMMITTEE',
    superiorId: null,
    ...(divisionCode && { divisionCode }),
  } as const;
  try {
    const founded = await foundOrganization(store, founding, actor);
    if ('refused' in founded) throw new Error(`a district was refused: ${founded.refused}`);
    return { district: founded.organization, replayed: founded.replayed };
  } catch (error) {
    const other = await store.district(); // another founded it meanwhile
    if (!other) throw error;
    return { district: other, replayed: true };
  }
}
