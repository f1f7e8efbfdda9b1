import { wholeActivity } from './district.ts';

/** An operation whose variable differs from request to request, and what it must be answered. */
export type Operation = {
  readonly query: string;
  readonly operationName: string;
  readonly variables: (n: number) => Record<string, unknown>;
  readonly answer: (n: number) => { readonly data: Record<string, unknown> };
};

const fields = 'id title startsAt attendees { id name points organization { id name township } }';

/** So many times eight attendees: 90 KiB. */
const MANY = 56;

/** Three fetches, each after the other, one from each subgraph. */
export const small: Operation = {
  operationName: 'Small',
  query: `query Small($id: ID!) { activity(id: $id) { ${fields} } }`,
  variables: (n) => ({ id: `${n}` }),
  answer: (n) => ({ data: { activity: wholeActivity(n) } }),
};

export const large: Operation = {
  operationName: 'Large',
  query: `query Large($from: Int!) { activities(from: $from, first: ${MANY}) { ${fields} } }`,
  variables: (from) => ({ from }),
  answer: (from) => ({
    data: { activities: Array.from({ length: MANY }, (_, i) => wholeActivity(from + i)) },
  }),
};

/** What a client would ask of one subgraph alone: the part of `small` that it knows. */
export const direct: Operation = {
  operationName: 'Direct',
  query: 'query Direct($id: ID!) { activity(id: $id) { id title startsAt attendees { id } } }',
  variables: (n) => ({ id: `${n}` }),
  answer: (n) => {
    const { attendees, ...activity } = wholeActivity(n);
    return { data: { activity: { ...activity, attendees: attendees.map(({ id }) => ({ id })) } } };
  },
};

export const bodyOf = ({ query, operationName, variables }: Operation, n: number): string =>
  JSON.stringify({ query, operationName, variables: variables(n) });

/** From here numbers have so many digits that all requests are of one length. */
export const FIRST_NUMBER = 1_000_000;

/** Body before and after the number, so that a request costs the client next to nothing. */
export function templateOf(operation: Operation): readonly [string, string] {
  const [before, after] = bodyOf(operation, FIRST_NUMBER).split(`${FIRST_NUMBER}`);
  if (before === undefined || after === undefined)
    throw new Error(`${operation.operationName} has no number`);
  return [before, after];
}
