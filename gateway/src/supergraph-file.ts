import { join } from 'node:path';

/** The committed supergraph: composed from the services' SDL, its diff is the review of the API. */
export const supergraphFile = join(import.meta.dirname, '..', 'supergraph.graphql');
