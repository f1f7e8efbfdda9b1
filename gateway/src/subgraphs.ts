import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { readSdl } from '@hongxin/kit/sdl';
import { lintSupergraph } from './lint/lint-supergraph.ts';
import { supergraphFile } from './supergraph-file.ts';

/** The services whose SDL makes the supergraph, in the order in which its text lists them. */
export const SUBGRAPHS = ['organizations', 'members', 'funding', 'activities', 'identity'] as const;

const root = join(import.meta.dirname, '..', '..');

/** Composes the supergraph from the services' SDL as text; no server runs. Addresses come at run time, from SUBGRAPHS. */
export function compose(): string {
  const services = SUBGRAPHS.map((name) => ({
    name,
    url: `http://${name}/graphql`,
    typeDefs: readSdl(join(root, 'services', name, 'src')),
  }));
  const result = composeServices(services);
  if (result.errors)
    throw new Error(
      `The services' SDL does not compose:\n${result.errors.map((error) => `  ${error.message}`).join('\n')}`,
    );
  const misplanned = lintSupergraph(result.supergraphSdl);
  if (misplanned.length > 0)
    throw new Error(
      `The services' SDL has what is planned wrongly:\n${misplanned.map((one) => `  ${one}`).join('\n')}`,
    );
  return `${HEADER}${result.supergraphSdl}\n`;
}

const HEADER =
  '# Composed from services/*/src/**/*.graphql by `npm run gen`. Not edited by hand; its diff is the review of the API.\n';

/** What a newcomer changed and did not compose is found by comparing with the committed text. */
export const committed = (): string =>
  globSync(supergraphFile).length ? readFileSync(supergraphFile, 'utf8') : '';
