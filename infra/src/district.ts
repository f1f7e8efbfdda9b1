import { join } from 'node:path';
import type { CryptoProfile } from '@hongxin/kit/personal-data';
import { keepCertificate } from './certificate.ts';
import type { Lines } from './console-lines.ts';
import type { DataFolder } from './data-folder.ts';
import { serveDemoControl, type SimulationSwitch } from './demo-control.ts';
import { loadDemoInThread, wantsDemo } from './demo-thread.ts';
import { ensureToday } from './demo/today.ts';
import { defaultCacheDir } from './engines/find-program.ts';
import { provideMongo } from './engines/mongod.ts';
import { provideRedis } from './engines/redis.ts';
import { LaunchProblem, messageOf } from './launch-problem.ts';
import { endLeftovers, recordChildren } from './leftovers.ts';
import { lanAddress } from './local-network.ts';
import { startMesh, type Mesh } from './mesh.ts';
import { messages } from './messages.ts';
import type { StartOptions } from './options.ts';
import { choosePort, portFrom } from './ports.ts';
import type { Tls } from './processes.ts';
import { repository } from './repository.ts';
import { auditDirOf, keepSecrets, type Secrets } from './secrets.ts';
import { createSimulation } from './simulate/simulation.ts';

const gatewayPort = 4000;
const securePort = 4443;
const todayEveryMs = 600_000;

export type DistrictOptions = {
  folder: DataFolder;
  flags: StartOptions;
  lines: Lines;
  stop: AbortSignal;
  /** The working loop: processes restart when their sources change, pages come from Vite. */
  watch: boolean;
};

export type District = { mesh: Mesh; simulation: () => Promise<SimulationSwitch> };

/** Starts everything from the engines up; what the stack holds is given back in reverse order. */
export async function startDistrict(
  stack: AsyncDisposableStack,
  options: DistrictOptions,
): Promise<District> {
  const { folder, lines, stop } = options;
  const left = await endLeftovers(folder.path);
  if (left > 0) lines.say(messages.leftoversEnded(left));
  recordChildren(folder.path, lines.say);
  const doors = await chooseDoors(options);
  const engines = await startEngines(stack, folder, lines);
  stop.throwIfAborted();
  const secrets = await keepSecrets(folder.path);
  const isDemo = await loadOnce(options, engines.mongodbUri, secrets);
  stop.throwIfAborted();
  const simulation = lazySimulation(stack, () => mesh);
  const control = stack.use(await serveDemoControl(simulation));
  const mesh: Mesh = stack.use(
    await startMesh({
      ...engines,
      ...doors,
      name: 'hongxin',
      secrets,
      logDir: folder.logs,
      auditDir: auditDirOf(folder.path, process.env),
      settings: process.env,
      demoUrl: control.url,
      watch: options.watch,
      webRoot: options.watch ? undefined : join(repository, 'web/dist'),
      onStep: lines.say,
      stop,
    }),
  );
  if (isDemo) await keepToday(stack, mesh, lines);
  return { mesh, simulation };
}

type Doors = { ports: { gateway: number }; host: string; tls?: Tls };

async function chooseDoors({ folder, flags, lines }: DistrictOptions): Promise<Doors> {
  const { env } = process;
  const host = env['HONGXIN_HOST'] || '0.0.0.0';
  const set = portFrom(env, 'HONGXIN_PORT');
  const gateway = await choosePort({ set, variable: 'HONGXIN_PORT', preferred: gatewayPort, host });
  if (set === undefined && gateway !== gatewayPort) lines.say(messages.otherPort(gatewayPort, gateway));
  if (!flags.lan) return { ports: { gateway }, host };
  const address = lanAddress();
  if (address === undefined) throw new LaunchProblem(messages.noLan);
  const port = await choosePort({
    set: portFrom(env, 'HONGXIN_TLS_PORT'),
    variable: 'HONGXIN_TLS_PORT',
    preferred: securePort,
    host,
  });
  return { ports: { gateway }, host, tls: { ...(await keepCertificate(folder.path, address)), port } };
}

async function startEngines(
  stack: AsyncDisposableStack,
  folder: DataFolder,
  { say }: Lines,
): Promise<{ mongodbUri: string; redisUrl: string }> {
  const { env } = process;
  const common = {
    dataDir: folder.path,
    logDir: folder.logs,
    path: env['PATH'] ?? '',
    cacheDir: defaultCacheDir(env),
    say,
  };
  const [mongo, redis] = await Promise.allSettled([
    provideMongo({ ...common, address: env['MONGODB_URI'], port: portFrom(env, 'HONGXIN_MONGO_PORT') }),
    provideRedis({ ...common, address: env['REDIS_URL'], port: portFrom(env, 'HONGXIN_REDIS_PORT') }),
  ]);
  // The one that did start is given back even if the other did not.
  for (const engine of [mongo, redis]) if (engine.status === 'fulfilled') stack.use(engine.value);
  if (mongo.status === 'rejected') throw mongo.reason;
  if (redis.status === 'rejected') throw redis.reason;
  return { mongodbUri: mongo.value.url, redisUrl: redis.value.url };
}

/** Whether the demo district is there in the end: neither in production, nor where a district was founded by the command. */
async function loadOnce(
  { flags, lines, stop }: DistrictOptions,
  mongodbUri: string,
  secrets: Secrets,
): Promise<boolean> {
  const startedAt = performance.now();
  if (!(await wantsDemo(mongodbUri))) return false;
  const seed = flags.seed ?? process.env['DEMO_SEED'];
  const profile = profileFrom(process.env);
  const options = { mongodbUri, name: 'hongxin', secrets, profile, ...(seed === undefined ? {} : { seed }) };
  const { loaded } = await loadDemoInThread(options, lines.progress, stop);
  if (loaded) lines.say(messages.demoLoaded((performance.now() - startedAt) / 1000));
  return true;
}

function profileFrom({ PERSONAL_DATA_PROFILE: text }: NodeJS.ProcessEnv): CryptoProfile {
  const profile = text || 'international';
  if (profile === 'international' || profile === 'national') return profile;
  throw new LaunchProblem(messages.badProfile(profile));
}

/** Made at the first wish for it, and stopped before the mesh is. */
function lazySimulation(stack: AsyncDisposableStack, mesh: () => Mesh): () => Promise<SimulationSwitch> {
  let made: ReturnType<typeof createSimulation> | undefined;
  stack.defer(async () => await made?.stop());
  return async () => {
    const { graphql, ws, auth, inbox } = mesh().addresses;
    made ??= createSimulation({ graphqlUrl: graphql, wsUrl: ws, authUrl: auth, inboxUrl: inbox });
    return made;
  };
}

/** Opens today's sessions now, and again every ten minutes: midnight passes while the district runs. */
async function keepToday(stack: AsyncDisposableStack, { addresses }: Mesh, { say }: Lines): Promise<void> {
  const ensure = () => ensureToday({ graphqlUrl: addresses.graphql, authUrl: addresses.auth, onStep: say });
  await ensure();
  const timer = setInterval(
    () => void ensure().catch((error: unknown) => say(messageOf(error))),
    todayEveryMs,
  );
  stack.defer(() => clearInterval(timer));
}
