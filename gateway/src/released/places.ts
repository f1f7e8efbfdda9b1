import {
  type DocumentNode,
  getNamedType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** The `Type` and `Type.field` of a schema that a document uses, as input or as output. */
export function placesOf(schema: GraphQLSchema, document: DocumentNode): Set<string> {
  const places = new Set<string>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field({ name }) {
        const parent = info.getParentType();
        if (!parent) return;
        places.add(parent.name).add(`${parent.name}.${name.value}`);
        const answered = getNamedType(info.getType());
        if (answered) places.add(answered.name);
      },
      Argument() {
        const taken = info.getInputType();
        if (taken) addInput(places, taken);
      },
      NamedType({ name }) {
        places.add(name.value);
      },
      VariableDefinition({ type }) {
        const taken = typeFromAST(schema, type);
        if (taken) addInput(places, taken as GraphQLInputType);
      },
    }),
  );
  return places;
}

/** A variable may carry every field of its type. */
function addInput(places: Set<string>, given: GraphQLInputType): void {
  const type = getNamedType(given);
  const isNew = !places.has(type.name);
  places.add(type.name);
  if (!isInputObjectType(type) || !isNew) return;
  for (const field of Object.values(type.getFields())) {
    places.add(`${type.name}.${field.name}`);
    addInput(places, field.type);
  }
}
