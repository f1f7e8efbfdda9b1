import { buildSchema, graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { commonRules, enforceAccess } from './access.ts';
import { ROLES } from './roles.ts';
import { covers, holds, holdsAt, type Viewer } from './viewer.ts';

const HEADER = 'directive @access(rule: String!, stepUp: Boolean = false) on OBJECT | FIELD_DEFINITION\n';
const schema = (sdl: string) =>
  enforceAccess(
    buildSchema(HEADER + sdl),
    {
      ...commonRules,
      own: (viewer: Viewer | null, source: { owner: string }) => viewer?.sub === source.owner,
    },
    'things',
  );
const viewer = (kind: Viewer['kind'], sub = 'x'): Viewer => ({ sub, kind, roles: [], scopes: [] });
const ask = (built: ReturnType<typeof schema>, source: string, who: Viewer | null, rootValue: object) =>
  graphql({ schema: built, source, rootValue, contextValue: { viewer: who } });

describe('rules of access', () => {
  it.each([
    ['a field without a rule', 'type Query { a: Int }', /Query\.a: no @access rule/],
    ['an unknown rule', 'type Query { a: Int @access(rule: "nobody-knows") }', /unknown rule "nobody-knows"/],
    [
      'a nested type without rules',
      'type Query { t: T @access(rule: "anyone") } type T { b: Int }',
      /T\.b: no @access rule/,
    ],
  ])('do not start with %s', (_, sdl, message) => {
    expect(() => schema(sdl)).toThrow(message);
  });

  const built = schema(
    'type Query { staff: Int @access(rule: "staff") open: Int @access(rule: "anyone") t: T @access(rule: "caller") } type T @access(rule: "caller") { mine: Int @access(rule: "own") ours: Int }',
  );
  const root = { staff: 1, open: 2, t: { owner: 'm1', mine: 3, ours: 4 } };

  it.each([
    ['anonymous at what staff may see', '{ staff }', null, 'UNAUTHENTICATED'],
    ['a member at what staff may see', '{ staff }', viewer('MEMBER'), 'FORBIDDEN'],
    ['another member at a member’s own', '{ t { mine } }', viewer('MEMBER', 'm2'), 'FORBIDDEN'],
  ])('refuse %s', async (_, source, who, code) => {
    const { errors } = await ask(built, source, who, root);
    expect(errors?.map((error) => error.extensions['code'])).toEqual([code]);
  });

  it('cost the refused field only', async () => {
    const { data } = await ask(built, '{ open t { mine ours } }', viewer('MEMBER', 'm2'), root);
    expect(data).toEqual({ open: 2, t: { mine: null, ours: 4 } });
  });

  it('let the owner see', async () => {
    expect((await ask(built, '{ t { mine } }', viewer('MEMBER', 'm1'), root)).data).toEqual({
      t: { mine: 3 },
    });
  });
});

describe('roles', () => {
  const staff = (role: string, orgPath = '/d/a/'): Viewer => ({
    ...viewer('STAFF'),
    roles: [{ role, orgPath }],
  });

  it.each(Object.entries(ROLES))('%s opens rows only where it is a role of work (%s)', (role, purpose) => {
    expect(covers(staff(role), '/d/a/b/')).toBe(purpose === 'WORK');
    expect(commonRules.staff(staff(role))).toBe(purpose === 'WORK');
  });

  it.each([
    ['the own place', '/d/a/', true],
    ['a place below', '/d/a/b/', true],
    ['the place above', '/d/', false],
    ['the place beside', '/d/b/', false],
    ['a place whose name begins alike', '/d/a1/', false],
  ])('cover %s: %s %s', (_, orgPath, expected) => {
    expect(covers(staff('TOWNSHIP'), orgPath)).toBe(expected);
    expect(holdsAt(staff('TOWNSHIP'), orgPath, 'TOWNSHIP')).toBe(expected);
  });

  it('are those of staff: a member who says DISTRICT holds nothing', () => {
    const posing: Viewer = { ...staff('DISTRICT', '/'), kind: 'MEMBER' };
    expect([
      holds(posing, 'DISTRICT'),
      holdsAt(posing, '/d/', 'DISTRICT'),
      commonRules.districtStaff(posing),
    ]).toEqual([false, false, false]);
  });

  it('cover a part for the asked role only', () => {
    const both: Viewer = {
      ...viewer('STAFF'),
      roles: [
        { role: 'TOWNSHIP', orgPath: '/d/a/' },
        { role: 'DISTRICT', orgPath: '/d/b/' },
      ],
    };
    expect(covers(both, '/d/a/x/', 'DISTRICT')).toBe(false);
    expect(covers(both, '/d/b/x/', 'DISTRICT')).toBe(true);
  });
});

describe('another system', () => {
  const built = schema(
    `type Query { open: Int @access(rule: "caller") own: Int @access(rule: "client") free: Int @access(rule: "anyone") }
     type Mutation { change: Int @access(rule: "caller") }`,
  );
  const client = (...scopes: string[]): Viewer => ({ ...viewer('CLIENT'), scopes });
  const root = { open: 1, own: 2, free: 3, change: 4 };

  it.each([
    ['reads with the scope of the service', '{ open }', client('things:read'), []],
    ['reads nothing with the scope of another', '{ open }', client('members:read'), ['FORBIDDEN']],
    ['reads nothing without a scope', '{ open }', client(), ['FORBIDDEN']],
    ['reads what is about itself without a scope', '{ own }', client(), []],
    ['reads what is open to all without a scope', '{ free }', client(), []],
    ['writes nothing with a scope to read', 'mutation { change }', client('things:read'), ['FORBIDDEN']],
  ])('%s', async (_, source, who, codes) => {
    const { errors = [] } = await ask(built, source, who, root);
    expect(errors.map((error) => error.extensions['code'])).toEqual(codes);
  });
});

describe('what asks for the second factor anew', () => {
  const built = schema('type Query { a: Int @access(rule: "caller", stepUp: true) }');
  const seconds = () => Math.floor(Date.now() / 1000);
  const steppedUp = (steppedUpUntil?: number): Viewer => ({ ...viewer('STAFF'), steppedUpUntil });

  it.each([
    ['is refused without it', () => steppedUp(), 'STEP_UP_REQUIRED'],
    ['is refused when it has run out', () => steppedUp(seconds() - 1), 'STEP_UP_REQUIRED'],
    ['is allowed while it holds', () => steppedUp(seconds() + 60), undefined],
  ])('%s', async (_, who, reason) => {
    const { errors } = await ask(built, '{ a }', who(), { a: 1 });
    expect(errors?.[0]?.extensions['reason']).toBe(reason);
  });

  it('is not said to whom the rule refuses anyway', async () => {
    const { errors } = await ask(built, '{ a }', null, { a: 1 });
    expect(errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });
});
