import { Schema, type Connection } from 'mongoose';
import { ENTERPRISE_COVERAGES, type EnterpriseCoverage } from './enterprise/enterprise.ts';
import { isValidCreditCode } from './enterprise/credit-code.ts';
import { ORGANIZATION_KINDS, type OrganizationKind } from './organization/organization.ts';

export type TownshipKind = 'SUBDISTRICT' | 'TOWN' | 'TOWNSHIP';
export type BeltNodeKind = 'CHARACTERISTIC_TOWN' | 'ENTERPRISE_CLUSTER' | 'DISTRICT_MODEL_ENTERPRISE';
export type StaffRole = 'INSTRUCTOR' | 'PARTY_AFFAIRS_WORKER';

/** `_id` is the division code of 9 digits. Degrees in WGS-84. */
export type TownshipDocument = {
  _id: string;
  name: string;
  pinyin: string;
  kind: TownshipKind;
  longitude: number;
  latitude: number;
};

/** `orgPath` ends with the organization's own id: `/district/township/…/self/`. */
export type OrganizationDocument = {
  _id: string;
  name: string;
  kind: OrganizationKind;
  orgPath: string;
  /** Null for the district's committee alone. */
  superiorId: string | null;
  /** Of the district's committee: division code of 6 digits (GB/T 2260), where it was given. */
  divisionCode?: string;
  townshipCode?: string;
  enterpriseId?: string;
  termEndsOn?: Date;
};

/** `orgPath` is its own organization's, its joint branch's, its grid's, or else the township committee's. */
export type EnterpriseDocument = {
  _id: string;
  name: string;
  creditCode: string;
  townshipCode: string;
  industry: string;
  coverage: EnterpriseCoverage;
  isAboveScale: boolean;
  orgPath: string;
  /** With coverage GRID: the grid that manages its members. */
  gridId?: string;
};

/** `orgPath` is that of the organization that runs the grid. */
export type GridDocument = { _id: string; name: string; townshipCode: string; orgPath: string };

export type ServiceCenterDocument = { _id: string; name: string; townshipCode: string };

export type DemonstrationBeltDocument = {
  _id: string;
  name: string;
  nodes: { name: string; kind: BeltNodeKind; townshipCode: string }[];
};

/** Party-building instructors 党建指导员 and full-time Party-affairs workers 党务工作者. */
export type StaffMemberDocument = {
  _id: string;
  name: string;
  role: StaffRole;
  orgPath: string;
  townshipCode?: string;
  enterpriseIds: string[];
};

const text = { type: String, required: true } as const;
const oneOf = (values: readonly string[]) => ({ type: String, required: true, enum: [...values] }) as const;
const orgPath = { type: String, required: true, match: /^\/([^/]+\/)+$/ } as const;
const townshipCode = { type: String, required: true, match: /^\d{9}$/ } as const;

const townships = new Schema<TownshipDocument>(
  {
    _id: townshipCode,
    name: text,
    pinyin: text,
    kind: oneOf(['SUBDISTRICT', 'TOWN', 'TOWNSHIP']),
    longitude: { type: Number, required: true },
    latitude: { type: Number, required: true },
  },
  { collection: 'townships', versionKey: false },
);

/** Pinyin order, as people in China expect a list of names. */
export const NAME_ORDER = { locale: 'zh' } as const;

const organizations = new Schema<OrganizationDocument>(
  {
    _id: text,
    name: text,
    kind: oneOf(ORGANIZATION_KINDS),
    orgPath,
    superiorId: { type: String, default: null },
    divisionCode: { type: String, match: /^\d{6}$/ },
    townshipCode: { ...townshipCode, required: false },
    enterpriseId: String,
    termEndsOn: Date,
  },
  { collection: 'organizations', versionKey: false },
)
  .index({ superiorId: 1, name: 1, _id: 1 }, { collation: NAME_ORDER })
  .index({ orgPath: 1 }, { unique: true })
  .index({ kind: 1 })
  // One district: of two that are founded at once the second is refused.
  .index(
    { kind: 1, superiorId: 1 },
    { unique: true, partialFilterExpression: { kind: 'DISTRICT_COMMITTEE' } },
  );

const enterprises = new Schema<EnterpriseDocument>(
  {
    _id: text,
    name: text,
    creditCode: { type: String, required: true, validate: isValidCreditCode },
    townshipCode,
    industry: text,
    coverage: oneOf(ENTERPRISE_COVERAGES),
    isAboveScale: { type: Boolean, required: true },
    orgPath,
    gridId: String,
  },
  { collection: 'enterprises', versionKey: false },
)
  .index({ creditCode: 1 }, { unique: true })
  .index({ name: 1, _id: 1 })
  .index({ townshipCode: 1, name: 1, _id: 1 })
  .index({ orgPath: 1 })
  .index({ coverage: 1 });

const grids = new Schema<GridDocument>(
  { _id: text, name: text, townshipCode, orgPath },
  { collection: 'grids', versionKey: false },
).index({ orgPath: 1 });

const serviceCenters = new Schema<ServiceCenterDocument>(
  { _id: text, name: text, townshipCode },
  { collection: 'serviceCenters', versionKey: false },
);

const demonstrationBelts = new Schema<DemonstrationBeltDocument>(
  {
    _id: text,
    name: text,
    nodes: [
      new Schema(
        {
          name: text,
          kind: oneOf(['CHARACTERISTIC_TOWN', 'ENTERPRISE_CLUSTER', 'DISTRICT_MODEL_ENTERPRISE']),
          townshipCode,
        },
        { _id: false },
      ),
    ],
  },
  { collection: 'demonstrationBelts', versionKey: false },
);

const staffMembers = new Schema<StaffMemberDocument>(
  {
    _id: text,
    name: text,
    role: oneOf(['INSTRUCTOR', 'PARTY_AFFAIRS_WORKER']),
    orgPath,
    townshipCode: { ...townshipCode, required: false },
    enterpriseIds: { type: [String], default: [] },
  },
  { collection: 'staffMembers', versionKey: false },
)
  .index({ role: 1 })
  .index({ orgPath: 1 });

export type Collections = ReturnType<typeof registerCollections>;

/** The models of this service's database. Whoever writes to it writes through them. */
export function registerCollections(connection: Connection) {
  return {
    townships: connection.model<TownshipDocument>('Township', townships),
    organizations: connection.model<OrganizationDocument>('Organization', organizations),
    enterprises: connection.model<EnterpriseDocument>('Enterprise', enterprises),
    grids: connection.model<GridDocument>('Grid', grids),
    serviceCenters: connection.model<ServiceCenterDocument>('ServiceCenter', serviceCenters),
    demonstrationBelts: connection.model<DemonstrationBeltDocument>('DemonstrationBelt', demonstrationBelts),
    staffMembers: connection.model<StaffMemberDocument>('StaffMember', staffMembers),
  };
}
