import { join } from 'node:path';
import { enforceAccess, type FieldAccess, fieldsWithAccess, type Rule } from '@hongxin/kit/access';
import { ROLES, type StaffRole } from '@hongxin/kit/roles';
import { readSdl } from '@hongxin/kit/sdl';
import type { Viewer } from '@hongxin/kit/viewer';
import { buildSchema, extendSchema, GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { SUBGRAPHS } from '../../gateway/src/subgraphs.ts';
import { type Caller, callersAround, RELATIONS } from './callers.ts';
import { policy } from './policy.ts';
import { rightsInWords } from './rights.ts';

/**
 * Every field of every service, asked by every kind of caller at every place around the document: generated from the SDL.
 * The rules run as they do in the services, in front of a document that has whatever a rule may look at.
 */
const services = join(import.meta.dirname, '..', '..', 'services');
const place = { orgPath: '/district/township/branch/', id: 'it', siteId: 'site' };
const document = { ...place, _id: place.id, memberId: place.id };

type Verdict = 'ALLOWED' | 'FORBIDDEN' | 'UNAUTHENTICATED' | 'STEP_UP_REQUIRED';
type Row = {
  service: string;
  name: string;
  access: FieldAccess;
  isMutation: boolean;
  ask(viewer: Viewer | null): Verdict;
};

async function rowsOf(service: string): Promise<Row[]> {
  const { rules } = (await import(join(services, service, 'src', 'access.ts'))) as {
    rules: Record<string, Rule>;
  };
  const roots = ['Query', 'Mutation', 'Subscription'].map(
    (name) => `type ${name} { _: Int @access(rule: "anyone") }`,
  );
  const base = buildSchema(`directive @access(rule: String!) on FIELD_DEFINITION ${roots.join(' ')}`);
  const sdl = readSdl(join(services, service, 'src'));
  const schema = enforceAccess(extendSchema(base, sdl, { assumeValidSDL: true }), { ...rules }, service);
  const fields = [...fieldsWithAccess(schema)].filter(({ field }) => field.name !== '_');
  return fields.map(({ type, field, access }) => ({
    service,
    name: `${type.name}.${field.name}`,
    access: access ?? { rule: '', stepUp: false },
    isMutation: type.name === 'Mutation',
    ask(viewer) {
      try {
        field.resolve?.(document, {}, { viewer }, {} as never);
        return 'ALLOWED';
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        return (error.extensions['reason'] ?? error.extensions['code']) as Verdict;
      }
    },
  }));
}

const rows = (await Promise.all(SUBGRAPHS.map(rowsOf))).flat();

/** Another system reads what its scope names, and changes nothing. */
const scopeAllows = ({ access, isMutation }: Row, who: Caller) =>
  who.kind !== 'CLIENT' ||
  access.rule === 'anyone' ||
  access.rule.startsWith('client') ||
  (who.hasScope === true && !isMutation);

const mayExpect = (row: Row, who: Caller): boolean =>
  scopeAllows(row, who) && (policy[row.access.rule]?.(who) ?? false);

describe.each(SUBGRAPHS)('every field of %s for every caller', (service) => {
  const mine = rows.filter((row) => row.service === service);
  const callers = callersAround(place, service);

  it(`comes out as the policy says (${mine.length} fields × ${callers.length} callers)`, () => {
    const wrong = mine.flatMap((row) =>
      callers.flatMap((who) => {
        const verdict = row.ask(who.viewer);
        const wanted = mayExpect(row, who) ? 'ALLOWED' : who.viewer ? 'FORBIDDEN' : 'UNAUTHENTICATED';
        return verdict === wanted ? [] : [`${row.name} for ${who.label}: ${verdict}, not ${wanted}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('asks for the second factor anew where the SDL says so', () => {
    const stale = (who: Caller) => who.viewer && { ...who.viewer, steppedUpUntil: Date.now() / 1000 - 1 };
    for (const row of mine)
      for (const who of callers.filter((one) => mayExpect(row, one)))
        expect([row.name, who.label, row.ask(stale(who))]).toEqual([
          row.name,
          who.label,
          row.access.stepUp ? 'STEP_UP_REQUIRED' : 'ALLOWED',
        ]);
  });
});

it('no rule of the policy is unused', () => {
  const used = new Set(rows.map(({ access }) => access.rule));
  expect(Object.keys(policy).filter((rule) => !used.has(rule))).toEqual([]);
});

it('each role’s least right is what stands in roles.md', async () => {
  await expect(rightsInWords()).toMatchFileSnapshot('roles.md');
});

/** One line a field, for people: whoever changes what anyone may see changes this file. */
it('is what stands in who-may-see-what.md', async () => {
  const line = (row: Row) => {
    const allowed = callersAround(place, row.service).filter((who) => row.ask(who.viewer) === 'ALLOWED');
    const { rule, stepUp } = row.access;
    return `| ${row.name} | ${rule}${stepUp ? ' + second factor' : ''} | ${inWords(allowed)} |`;
  };
  const table = (service: string) =>
    [
      `## ${service}`,
      '',
      '| field | rule | who |',
      '| --- | --- | --- |',
      ...rows.filter((row) => row.service === service).map(line),
      '',
    ].join('\n');
  const text = [
    '# Who may see what',
    '',
    'Generated by `npm test` from the SDL and the rules of each service; update with `npm test -- matrix -u`. “in scope”: the role is held at the',
    'place of the document or above it. A role without it: wherever it is held; which rows it sees is the store’s.',
    '',
    ...SUBGRAPHS.map(table),
  ].join('\n');
  await expect(text).toMatchFileSnapshot('who-may-see-what.md');
});

function inWords(allowed: readonly Caller[]): string {
  const all = callersAround(place, 'any');
  if (allowed.length === all.length) return 'everyone';
  const everyCaller = all.filter((who) => who.kind !== 'NOBODY' && who.label !== 'client without scope');
  if (allowed.length === everyCaller.length) return 'every caller';
  const roles = Map.groupBy(
    allowed.filter((who) => who.role),
    (who) => who.role,
  );
  const held = [...roles].map(([role, places]): Held => ({
    role,
    inScope: places.length < RELATIONS.length,
  }));
  const staff = GROUPS.reduce((words, [name, members]) => together(words, name, members), held).map(
    ({ role, inScope }) => (inScope ? `${role} in scope` : `${role}`),
  );
  const others = allowed.filter((who) => !who.role).map((who) => who.label);
  return [...staff, ...others].join(', ');
}

type Held = { role: string | undefined; inScope: boolean };
const rolesFor = (purpose: string) =>
  Object.keys(ROLES).filter((role) => ROLES[role as StaffRole] === purpose);
const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ['all staff', Object.keys(ROLES)],
  ['staff at work', rolesFor('WORK')],
];

/** Roles that are all there in the same way, under one name. */
function together(held: readonly Held[], name: string, roles: readonly string[]): Held[] {
  const those = held.filter(({ role }) => role !== undefined && roles.includes(role));
  const isWhole = those.length === roles.length && new Set(those.map(({ inScope }) => inScope)).size === 1;
  if (!isWhole) return [...held];
  return [{ role: name, inScope: those[0]?.inScope ?? false }, ...held.filter((one) => !those.includes(one))];
}
