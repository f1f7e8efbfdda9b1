import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** Whether the reader selects CheckInPatched: only who can show one is sent what completes an event. */
export const asksForPatches = (info: GraphQLResolveInfo): boolean =>
  info.fieldNodes.some(({ selectionSet }) => selectionSet && reachesPatch(selectionSet, info));

/** Fields are not looked into: the union stands in no type below itself. */
function reachesPatch({ selections }: SelectionSetNode, info: GraphQLResolveInfo): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return false;
    if (getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues)?.['if'] === true)
      return false;
    if (getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues)?.['if'] === false)
      return false;
    const part = selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value] : selection;
    if (!part) return false;
    return part.typeCondition?.name.value === 'CheckInPatched' || reachesPatch(part.selectionSet, info);
  });
}
