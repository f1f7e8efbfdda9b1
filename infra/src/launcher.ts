import { giveBackStartingMemory } from '@hongxin/kit/shutdown';
import type { Addresses } from './addresses.ts';
import { announcement } from './announce.ts';
import { createLines, type Lines } from './console-lines.ts';
import { dataFolderPath, openDataFolder, type DataFolder } from './data-folder.ts';
import { startDistrict } from './district.ts';
import { isDiskFull } from './disk.ts';
import { LaunchProblem } from './launch-problem.ts';
import { lanAddress } from './local-network.ts';
import { messages } from './messages.ts';
import { readOptions, type StartOptions } from './options.ts';
import { repository } from './repository.ts';
import { listenForStop, untilAborted } from './stop-signals.ts';

export type Started = {
  stack: AsyncDisposableStack;
  addresses: Addresses;
  folder: DataFolder;
  say: Lines['say'];
};

export type Launch = {
  args: string[];
  /** Restart processes on change, and serve pages by `pages` instead of the built ones. */
  watch: boolean;
  /** Starts more once the mesh is ready, and answers with the addresses to show. */
  afterMesh?: (started: Started) => Promise<Addresses>;
};

/** The bootstrap says when the person's command began: packages and pages are a part of the wait. */
const startedAt = Number(process.env['HONGXIN_STARTED_AT'] ?? Date.now() - process.uptime() * 1000);

/** Runs the district until it is told to stop, and ends the process with 0, or with 1 and a sentence that says why. */
export async function launch(options: Launch): Promise<never> {
  const lines = createLines();
  const stop = listenForStop(lines.say);
  try {
    const flags = readOptions(options.args);
    if (flags.help) lines.say(messages.help);
    else await runOrReuse(options, flags, lines, stop);
    if (stop.aborted) lines.say(messages.stopped);
  } catch (error) {
    // What fails because everything is being stopped is no failure.
    if (!stop.aborted) tellFailure(error, lines);
    else lines.say(messages.stopped);
    process.exit(stop.aborted ? 0 : 1);
  }
  process.exit(0);
}

function tellFailure(error: unknown, { say }: Lines): void {
  if (error instanceof LaunchProblem) return say(`✗ ${error.message}`);
  say(`✗ ${messages.unexpected}`);
  // Without the fields that drivers hang on their errors: pages of ids, and nothing to report.
  console.error(error instanceof Error ? error.stack : error);
}

async function runOrReuse(
  options: Launch,
  flags: StartOptions,
  lines: Lines,
  stop: AbortSignal,
): Promise<void> {
  const path = dataFolderPath(repository, flags.data, process.env);
  const folder = await openDataFolder(path, lines.say);
  if (!('publish' in folder)) {
    lines.say(messages.alreadyRuns(path));
    for (const line of announcement(folder, lanAddress())) lines.say(line);
    return;
  }
  lines.say(messages.dataIn(path));
  await using stack = new AsyncDisposableStack();
  stack.use(folder);
  const settings = { folder, flags, lines, stop, watch: options.watch };
  const { mesh, simulation } = await startDistrict(stack, settings).catch(async (error: unknown) => {
    throw (await isDiskFull(path)) ? new LaunchProblem(messages.diskFull) : error;
  });
  stop.throwIfAborted();
  const addresses =
    (await options.afterMesh?.({ stack, addresses: mesh.addresses, folder, say: lines.say })) ??
    mesh.addresses;
  await folder.publish(addresses);
  for (const line of announcement(addresses, lanAddress())) lines.say(line);
  if (flags.simulate) await (await simulation()).start({ ratePerMinute: flags.ratePerMinute });
  giveBackStartingMemory();
  lines.say(messages.ready((Date.now() - startedAt) / 1000));
  await untilAborted(stop);
}
