/** What pages send with each request of GraphQL; whoever measures the gateway sends the same. */
export const REQUEST_HEADERS = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json',
} as const;
