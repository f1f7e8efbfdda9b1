import { writeFileSync } from 'node:fs';
import { supergraphFile } from './supergraph-file.ts';
import { committed, compose } from './subgraphs.ts';

/** `node compose.ts` writes the supergraph; with `--check` it only tells whether the committed one is current. */
const composed = compose();
if (composed === committed()) process.stdout.write('gateway/supergraph.graphql is current\n');
else if (process.argv.includes('--check')) {
  process.stderr.write('gateway/supergraph.graphql 不是最新的：请运行 npm run gen 并提交结果。\n');
  process.exitCode = 1;
} else {
  writeFileSync(supergraphFile, composed);
  process.stdout.write('gateway/supergraph.graphql written\n');
}
