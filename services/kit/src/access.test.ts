import { buildSchema, graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { commonRules, enforceAccess } from './access.ts';
import type { Viewer } from './viewer.ts';

const HEADER = 'directive @access(rule: String!) on OBJECT | FIELD_DEFINITION\n';
const schema = (sdl: string) =>
  enforceAccess(buildSchema(HEADER + sdl), {
    ...commonRules,
    own: (viewer: Viewer | null, source: { owner: string }) => viewer?.sub === source.owner,
  });
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
