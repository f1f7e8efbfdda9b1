import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type DocumentNode } from 'graphql';

/** A subgraph's SDL: the kit's federation header and every `.graphql` file under the service's `src/`, in path order. */
export function readSdl(sourceFolder: string): DocumentNode {
  const header = join(import.meta.dirname, 'federation.graphql');
  const files = globSync('**/*.graphql', { cwd: sourceFolder }).sort();
  return parse(
    [header, ...files.map((file) => join(sourceFolder, file))]
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n'),
  );
}
