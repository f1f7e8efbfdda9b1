import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { ApolloGateway } from '@apollo/gateway';
import { useApolloFederation } from '@envelop/apollo-federation';
import { createYoga } from 'graphql-yoga';

/** yoga in front of @apollo/gateway, as the documentation of its plugin has it. */
const [supergraph, port] = process.argv.slice(2);
const gateway = new ApolloGateway({ supergraphSdl: await readFile(supergraph ?? '', 'utf8') });
await gateway.load();
const yoga = createYoga({ plugins: [useApolloFederation({ gateway })], logging: false });
createServer((request, response) => void yoga(request, response)).listen(Number(port), '127.0.0.1');
