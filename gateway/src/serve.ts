import './telemetry-off.ts';
import { createLog } from '@hongxin/kit/log';
import { runProcess } from '@hongxin/kit/shutdown';
import { lintSupergraph } from './lint/lint-supergraph.ts';
import { BadArguments, readArguments, type ServeArguments, USAGE } from './serve/arguments.ts';
import { openGateway } from './serve/open-gateway.ts';
import { readSupergraph, type Supergraph } from './serve/supergraph.ts';

/** Exit code of a call that cannot be right, as shells have it. */
const MISUSED = 2;

/** What was asked for, or undefined when it was told why not. */
async function readCall(): Promise<(ServeArguments & Supergraph) | undefined> {
  try {
    const given = readArguments(process.argv.slice(2));
    if (given) return { ...given, ...(await readSupergraph(given.supergraph)) };
    process.stdout.write(`${USAGE}\n`);
  } catch (error) {
    if (!(error instanceof BadArguments)) throw error;
    process.stderr.write(`✗ ${error.message}\n${USAGE}\n`);
    process.exitCode = MISUSED;
  }
}

/** A supergraph that cannot be planned, a port that is taken: in words too, not only in the log. */
function tell(error: unknown): never {
  process.stderr.write(`✗ 网关未启动：${error instanceof Error ? error.message : String(error)}\n`);
  throw error;
}

const call = await readCall();
if (call) {
  const log = createLog('gateway', 'warn');
  await runProcess(log, async (stack) => {
    const { host, port } = call;
    stack.use(await openGateway({ ...call, log }).catch(tell));
    for (const misplanned of lintSupergraph(call.supergraphSdl)) process.stderr.write(`⚠ ${misplanned}\n`);
    const names = Object.keys(call.subgraphs);
    process.stdout.write(
      `网关已就绪：http://${host}:${port}/graphql（HTTP、SSE、WebSocket）；子图 ${names.length} 个：${names.join('、')}\n`,
    );
  });
}
