import { defaultFieldResolver, isObjectType, type GraphQLSchema } from 'graphql';
import { forbidden, unauthenticated } from './errors.ts';
import type { Viewer } from './viewer.ts';

/** A named rule of access: may this viewer see this field of this source? Pure, quick, never asks a store. */
export type Rule = (viewer: Viewer | null, source: never, args: Record<string, unknown>) => boolean;

/** Rules that every service knows. */
export const commonRules = {
  anyone: () => true,
  caller: (viewer) => viewer !== null,
  member: (viewer) => viewer?.kind === 'MEMBER',
  staff: (viewer) => viewer?.kind === 'STAFF',
  screen: (viewer) => viewer?.kind === 'SCREEN',
  service: (viewer) => viewer?.kind === 'SERVICE',
  'service:identity': (viewer) => viewer?.kind === 'SERVICE' && viewer.sub === 'identity',
} satisfies Record<string, Rule>;

/** Fields of federation itself; `_service` is answered to no one at run time, composition reads the SDL's text. */
const MACHINERY = new Set(['_entities', '_service']);

/**
 * Puts the `@access` rule of each field in front of its resolver, for root fields, `_entities` and nested fields alike.
 * Throws for a field without a rule or with an unknown one: a service that forgot to decide does not start.
 */
export function enforceAccess(schema: GraphQLSchema, rules: Record<string, Rule>): GraphQLSchema {
  const problems: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (
      !isObjectType(type) ||
      type.name.startsWith('__') ||
      MACHINERY.has(`_${type.name}`) ||
      type.name === '_Service'
    )
      continue;
    const ofType = ruleOf([type.astNode, ...type.extensionASTNodes]);
    for (const field of Object.values(type.getFields())) {
      if (MACHINERY.has(field.name)) continue;
      const name = ruleOf([field.astNode]) ?? ofType;
      const rule = name === undefined ? undefined : rules[name];
      if (!rule)
        problems.push(`${type.name}.${field.name}: ${name ? `unknown rule "${name}"` : 'no @access rule'}`);
      else if (name !== 'anyone') guard(field, rule);
    }
  }
  if (problems.length) throw new Error(`Fields without a rule of access:\n  ${problems.join('\n  ')}`);
  return schema;
}

type Node = {
  readonly directives?: readonly { name: { value: string }; arguments?: readonly { value: unknown }[] }[];
};

function ruleOf(nodes: readonly (Node | null | undefined)[]): string | undefined {
  for (const node of nodes) {
    const access = node?.directives?.find((directive) => directive.name.value === 'access');
    const value = access?.arguments?.[0]?.value as { value?: string } | undefined;
    if (value?.value) return value.value;
  }
  return undefined;
}

type Field = ReturnType<import('graphql').GraphQLObjectType['getFields']>[string];

function guard(field: Field, rule: Rule): void {
  const check = (viewer: Viewer | null, source: unknown, args: Record<string, unknown>) => {
    if (!rule(viewer, source as never, args)) throw viewer ? forbidden() : unauthenticated();
  };
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    check(context.viewer, source, args);
    return resolve(source, args, context, info);
  };
  const { subscribe } = field;
  if (!subscribe) return;
  field.subscribe = (source, args, context, info) => {
    check(context.viewer, source, args);
    return subscribe(source, args, context, info);
  };
}
