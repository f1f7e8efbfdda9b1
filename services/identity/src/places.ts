import type { Peer } from '@hongxin/kit/peer';

/** Paths in the organization tree, asked of their owner: identity keeps no copy of the tree. */
export type Places = {
  /** Null when there is no such organization. */
  organization(id: string): Promise<string | null>;
  /** Null when there is no such site. */
  site(id: string): Promise<string | null>;
};

/** The district's committee, at whose place administrators are. */
export type District = {
  readonly organizationId: string;
  readonly name: string;
  readonly divisionCode: string | null;
  readonly orgPath: string;
  /** True when it had been there before. */
  readonly replayed: boolean;
};

/** How the founding command has the top of the tree made by its owner. */
export type DistrictFounder = {
  /** Null before it is founded. */
  standing(): Promise<District | null>;
  /** Answers the one that stands where another has been founded before. */
  found(district: { id: string; name: string; divisionCode: string | null }): Promise<District>;
};

const DISTRICT = '{ organizationId name divisionCode orgPath replayed }';

export const createDistrictFounder = (organizations: Peer): DistrictFounder => ({
  async standing() {
    const answer = await organizations<{ foundedDistrict: District | null }>(
      `query { foundedDistrict ${DISTRICT} }`,
    );
    return answer.foundedDistrict;
  },
  async found(district) {
    const answer = await organizations<{ foundDistrict: District }>(
      `mutation($id: ID!, $name: String!, $divisionCode: String) {
        foundDistrict(id: $id, name: $name, divisionCode: $divisionCode) ${DISTRICT} }`,
      district,
    );
    return answer.foundDistrict;
  },
});

export const createPlaces = (organizations: Peer, activities: Peer): Places => ({
  async organization(id) {
    const answer = await organizations<{ organizationPath: string | null }>(
      'query($id: ID!) { organizationPath(id: $id) }',
      { id },
    );
    return answer.organizationPath;
  },
  async site(id) {
    const answer = await activities<{ sitePath: string | null }>('query($id: ID!) { sitePath(id: $id) }', {
      id,
    });
    return answer.sitePath;
  },
});
