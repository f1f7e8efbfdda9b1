import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { createRandom, type Random } from './random.ts';

export type Operation = { readonly query: string; readonly variables: Record<string, unknown> };

const KNOWN: Record<string, readonly string[]> = {
  ID: ['b1', 'b2', 'b3', 'f1', 'f2', 'a1', 'a2', 'r1', 'r5', 'nobody'],
  String: ['978-1', '978-3', 'a1@example.com', 'a3@example.com', 'Author 2', 'UTC', '', '“\u4f60\u597d”\n'],
};
const DEEPEST = 5;
/** Names that a planner, a subgraph or an engine means something by: a client may call any field so. */
const MEANINGFUL = [
  'id',
  'isbn',
  'email',
  'title',
  'dimensions',
  'width',
  'minutes',
  'first',
  'unit',
  'Book',
  '_entities',
];

/**
 * A valid operation for the schema, the same for the same seed. With `collides`, fields are called by other fields' names,
 * keys', arguments' and types', and one name stands on several types with other arguments each time.
 */
export function generateOperation(schema: GraphQLSchema, seed: number, collides = false): Operation {
  const random = createRandom(seed);
  for (;;) {
    const made = createWriter(schema, random, collides).write();
    // Names may clash by chance; then it is written anew.
    if (validate(schema, parse(made.query)).length === 0) return made;
  }
}

function createWriter(schema: GraphQLSchema, random: Random, collides: boolean) {
  const variables: Record<string, unknown> = {};
  const declared: string[] = [];
  const fragments: string[] = [];
  let aliases = 0;

  function variable(type: string, value: () => { literal: string; json: unknown }): string {
    const name = `v${declared.length}`;
    const hasDefault = random.chance(0.4);
    declared.push(`$${name}: ${type}${hasDefault ? ` = ${value().literal}` : ''}`);
    const isOptional = hasDefault || !type.endsWith('!');
    if (!isOptional || random.chance(0.7)) variables[name] = value().json;
    return `$${name}`;
  }

  function literalOf(type: GraphQLInputType): { literal: string; json: unknown } {
    if (isNonNullType(type)) return literalOf(type.ofType);
    if (isListType(type)) {
      const items = Array.from({ length: random.below(3) }, () => literalOf(type.ofType));
      return {
        literal: `[${items.map((one) => one.literal).join(', ')}]`,
        json: items.map((one) => one.json),
      };
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(() => random.chance(0.6));
      const given = fields.map((field) => [field.name, literalOf(field.type)] as const);
      return {
        literal: `{${given.map(([name, { literal }]) => `${name}: ${literal}`).join(', ')}}`,
        json: Object.fromEntries(given.map(([name, { json }]) => [name, json])),
      };
    }
    if (isEnumType(type)) {
      const { name } = random.of(type.getValues());
      return { literal: name, json: name };
    }
    const json =
      type.name === 'Boolean'
        ? random.chance(0.5)
        : KNOWN[type.name]
          ? random.of(KNOWN[type.name]!)
          : random.below(4);
    return { literal: JSON.stringify(json), json };
  }

  function value(type: GraphQLInputType): string {
    if (!isNonNullType(type) && random.chance(0.1)) return 'null';
    if (random.chance(0.4)) return variable(`${type}`, () => literalOf(type));
    return literalOf(type).literal;
  }

  const isNeeded = ({ type, defaultValue }: GraphQLArgument): boolean =>
    isNonNullType(type) && defaultValue === undefined;
  const given = (field: GraphQLField<unknown, unknown>): string => {
    const used = field.args.filter((one) => isNeeded(one) || random.chance(0.5));
    return used.length ? `(${used.map(({ name, type }) => `${name}: ${value(type)}`).join(', ')})` : '';
  };

  function directives(): string {
    if (!random.chance(0.12)) return '';
    const condition = random.chance(0.5)
      ? variable('Boolean!', () => literalOf(schema.getType('Boolean') as GraphQLInputType))
      : `${random.chance(0.5)}`;
    return ` @${random.of(['skip', 'include'])}(if: ${condition})`;
  }

  function selection(type: GraphQLCompositeType, depth: number): string {
    if (random.chance(0.12)) return `${random.chance(0.3) ? `t${aliases++}: ` : ''}__typename${directives()}`;
    if (isUnionType(type) || (depth > 0 && random.chance(isAbstractType(type) ? 0.4 : 0.1)))
      return fragment(type, depth);
    const fields = Object.values(type.getFields()).filter(
      (field) => depth < DEEPEST || !isCompositeType(getNamedType(field.type)),
    );
    const field = fields.length ? random.of(fields) : undefined;
    if (!field) return '__typename';
    const inner = getNamedType(field.type);
    const args = given(field);
    const alias = args || random.chance(0.2) ? `${aliasIn(type)}: ` : '';
    return `${alias}${field.name}${args}${directives()}${isCompositeType(inner) ? set(inner, depth + 1) : ''}`;
  }

  /** A name of its own, or one that is another field's, a key's, an argument's or a type's. */
  function aliasIn(type: GraphQLCompositeType): string {
    if (!collides || !random.chance(0.35)) return `${random.of(['x', 'same'])}${aliases++}`;
    const own = isUnionType(type) ? [] : Object.keys(type.getFields());
    return random.of([...own, ...MEANINGFUL]);
  }

  /** One field under one name on several types, each time with other arguments. */
  function severalTypes(type: GraphQLCompositeType, depth: number): string | undefined {
    if (!isAbstractType(type)) return undefined;
    const members = schema.getPossibleTypes(type).filter(() => random.chance(0.8));
    const fields = members.flatMap((member) => Object.values(member.getFields()));
    const choices = fields.filter((one) => one.args.length > 0);
    if (choices.length === 0) return undefined;
    const field = random.of(choices);
    const alias = random.chance(0.5) ? `${aliasIn(type)}: ` : '';
    const inner = getNamedType(field.type);
    return members
      .flatMap((member) => {
        const own = member.getFields()[field.name];
        if (!own) return [];
        const sub = isCompositeType(inner) ? set(inner, depth + 1) : '';
        return [`... on ${member.name}${directives()} { ${alias}${own.name}${given(own)}${sub} }`];
      })
      .join(' ');
  }

  function fragment(type: GraphQLCompositeType, depth: number): string {
    const several =
      collides && depth < DEEPEST && random.chance(0.25) ? severalTypes(type, depth) : undefined;
    if (several) return several;
    const narrower = Object.values(schema.getTypeMap()).filter(
      (one): one is GraphQLCompositeType =>
        isCompositeType(one) &&
        isAbstractType(type) &&
        schema
          .getPossibleTypes(type)
          .some((member) => member === one || (isAbstractType(one) && schema.isSubType(one, member))),
    );
    const target = narrower.length ? random.of(narrower) : type;
    if (random.chance(0.3)) {
      const name = `F${fragments.length}`;
      const place = fragments.push('') - 1;
      fragments[place] = `fragment ${name} on ${target.name}${set(target, depth + 1)}`;
      return `...${name}${directives()}`;
    }
    const condition = target === type && random.chance(0.3) ? '' : ` on ${target.name}`;
    return `...${condition}${directives()}${set(target, depth + 1)}`;
  }

  function set(type: GraphQLCompositeType, depth: number): string {
    const count = 1 + random.below(depth > 3 ? 2 : 4);
    return ` { ${Array.from({ length: count }, () => selection(type, depth)).join(' ')} }`;
  }

  return {
    write(): Operation {
      const kind = random.chance(0.12) ? 'mutation' : 'query';
      const root = kind === 'mutation' ? schema.getMutationType() : schema.getQueryType();
      if (!root) throw new Error(`the schema has no ${kind}`);
      // One change: @apollo/query-planner reads what the first one left only after the second was made.
      const body = kind === 'mutation' && collides ? ` { ${selection(root, 0)} }` : set(root, 0);
      const head = declared.length ? `${kind} (${declared.join(', ')})` : kind;
      return { query: [`${head}${body}`, ...fragments].join('\n'), variables };
    },
  };
}
