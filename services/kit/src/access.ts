import { defaultFieldResolver, isObjectType, type GraphQLSchema } from 'graphql';
import { forbidden, stepUpRequired, unauthenticated } from './errors.ts';
import { ROLES } from './roles.ts';
import { holds, type Viewer } from './viewer.ts';

/** A named rule of access: may this viewer see this field of this source? Pure, quick, never asks a store. */
export type Rule = (viewer: Viewer | null, source: never, args: Record<string, unknown>) => boolean;

const WORK = Object.entries(ROLES).flatMap(([role, purpose]) => (purpose === 'WORK' ? [role] : []));

/** Rules that every service knows. */
export const commonRules = {
  anyone: () => true,
  caller: (viewer) => viewer !== null,
  member: (viewer) => viewer?.kind === 'MEMBER',
  /** Someone who signs in as a person: a member or staff, no screen and no other system. */
  person: (viewer) => viewer?.kind === 'MEMBER' || viewer?.kind === 'STAFF',
  /** Staff with a role in the district's work; stewards, administrators and auditors are not. */
  staff: (viewer) => holds(viewer, ...WORK),
  screen: (viewer) => viewer?.kind === 'SCREEN',
  client: (viewer) => viewer?.kind === 'CLIENT',
  service: (viewer) => viewer?.kind === 'SERVICE',
  'service:identity': (viewer) => viewer?.kind === 'SERVICE' && viewer.sub === 'identity',
  'service:gateway': (viewer) => viewer?.kind === 'SERVICE' && viewer.sub === 'gateway',
  districtStaff: (viewer) => holds(viewer, 'DISTRICT'),
} satisfies Record<string, Rule>;

/** Fields of federation itself, without a rule of their own: an entity's fields have theirs. */
const MACHINERY = new Set(['_entities', '_service']);

/** Composition reads the SDL as text; at run time `_service` tells nobody the schema, whoever asks. */
function closeService(schema: GraphQLSchema): void {
  const service = schema.getQueryType()?.getFields()['_service'];
  if (!service) return;
  service.resolve = () => {
    throw forbidden();
  };
}

/** What stands in the SDL beside a field. */
export type FieldAccess = { readonly rule: string; readonly stepUp: boolean };

/** Each field of a schema with its `@access`, its own or its type's; null where there is none. */
export function* fieldsWithAccess(schema: GraphQLSchema) {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__') || type.name === '_Service') continue;
    const ofType = accessOf([type.astNode, ...type.extensionASTNodes]);
    for (const field of Object.values(type.getFields()))
      if (!MACHINERY.has(field.name)) yield { type, field, access: accessOf([field.astNode]) ?? ofType };
  }
}

/**
 * Puts the `@access` rule of each field in front of its resolver, for root fields, `_entities` and nested fields alike.
 * Throws for a field without a rule or with an unknown one: a service that forgot to decide does not start.
 */
export function enforceAccess(
  schema: GraphQLSchema,
  rules: Record<string, Rule>,
  service: string,
): GraphQLSchema {
  const problems: string[] = [];
  for (const { type, field, access } of fieldsWithAccess(schema)) {
    const rule = access && rules[access.rule];
    if (!access || !rule)
      problems.push(
        `${type.name}.${field.name}: ${access ? `unknown rule "${access.rule}"` : 'no @access rule'}`,
      );
    else if (access.rule !== 'anyone') guard(field, access, rule, scopeOf(type.name, access.rule, service));
  }
  if (problems.length) throw new Error(`Fields without a rule of access:\n  ${problems.join('\n  ')}`);
  closeService(schema);
  return schema;
}

type Node = {
  readonly directives?: readonly {
    name: { value: string };
    arguments?: readonly { name: { value: string }; value: unknown }[];
  }[];
};

function accessOf(nodes: readonly (Node | null | undefined)[]): FieldAccess | null {
  for (const node of nodes) {
    const access = node?.directives?.find((directive) => directive.name.value === 'access');
    const given = (name: string) =>
      (access?.arguments?.find((one) => one.name.value === name)?.value as { value?: unknown } | undefined)
        ?.value;
    const rule = given('rule');
    if (typeof rule === 'string') return { rule, stepUp: given('stepUp') === true };
  }
  return null;
}

/**
 * Another system needs a scope for each service that it reads, and writes nowhere without one for that. What a rule of
 * the name `client…` opens is about the system itself and needs none.
 */
const scopeOf = (type: string, rule: string, service: string): string | null =>
  rule.startsWith('client') ? null : `${service}:${type === 'Mutation' ? 'write' : 'read'}`;

type Field = ReturnType<import('graphql').GraphQLObjectType['getFields']>[string];

function guard(field: Field, access: FieldAccess, rule: Rule, scope: string | null): void {
  const check = (viewer: Viewer | null, source: unknown, args: Record<string, unknown>) => {
    const isOutOfScope = viewer?.kind === 'CLIENT' && scope !== null && !viewer.scopes.includes(scope);
    if (isOutOfScope || !rule(viewer, source as never, args)) throw viewer ? forbidden() : unauthenticated();
    if (access.stepUp && !((viewer?.steppedUpUntil ?? 0) > Date.now() / 1000)) throw stepUpRequired();
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
