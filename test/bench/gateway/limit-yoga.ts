import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { FIRST_NUMBER, large, small } from './operations.ts';

/** The limit of any gateway behind yoga: its handling of a request whose result is there already. */
const results = new Map(
  [small, large].map(({ operationName, answer }) => [operationName, answer(FIRST_NUMBER)]),
);
const schema = buildSchema(/* GraphQL */ `
  type Query {
    activity(id: ID!): Activity
    activities(from: Int!, first: Int!): [Activity!]!
  }
  type Activity {
    id: ID!
    title: String!
    startsAt: String!
    attendees: [Member!]!
  }
  type Member {
    id: ID!
    name: String!
    points: Int!
    organization: Organization!
  }
  type Organization {
    id: ID!
    name: String!
    township: String!
  }
`);
const answering: Plugin = {
  onExecute: ({ args, setResultAndStopExecution }) =>
    setResultAndStopExecution(results.get(args.operationName ?? '') ?? {}),
};
const yoga = createYoga({ schema, logging: false, plugins: [answering] });
createServer((request, response) => void yoga(request, response)).listen(
  Number(process.argv[2]),
  '127.0.0.1',
);
