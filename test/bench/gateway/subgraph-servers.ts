import { join } from 'node:path';
import { ownProgram, type Running, startProgram } from '../program.ts';
import { subgraphNames } from './district.ts';

/** `kit`: the product's own subgraph server. */
export type SubgraphKind = 'yoga' | 'stub' | 'kit';

/** The three subgraphs, each a process at its port of the supergraph; the same for all gateways. */
export async function startSubgraphs(
  kind: SubgraphKind,
  firstPort: number,
  folder: string,
): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const program = join(
    import.meta.dirname,
    kind === 'kit' ? 'kit-subgraph-process.ts' : 'subgraph-process.ts',
  );
  const start = async (name: string, port: number): Promise<Running> =>
    stack.use(
      await startProgram(`${name}-${kind}`, ownProgram(program, name, port, kind), {
        folder,
        ports: [port],
      }),
    );
  for (const [i, name] of subgraphNames.entries()) await start(name, firstPort + i);
  return stack.move();
}
