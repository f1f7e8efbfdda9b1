/** Loads the demo district in a thread: its memory is given back afterwards, and a stop can end it half-way. */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import type { CryptoProfile } from '@hongxin/kit/personal-data';
import mongoose from 'mongoose';
import { isWhole, readMark } from './demo/load-state.ts';
import { LaunchProblem } from './launch-problem.ts';
import type { Secrets } from './secrets.ts';

export type DemoOptions = {
  mongodbUri: string;
  name: string;
  secrets: Secrets;
  profile?: CryptoProfile;
  seed?: string;
};
type Message = { step: string; done: number; total: number } | { loaded: boolean } | { problem: string };

export async function loadDemoInThread(
  options: DemoOptions,
  onProgress: (step: string, done: number, total: number) => void,
  stop: AbortSignal,
): Promise<{ loaded: boolean }> {
  if (await isLoaded(options)) return { loaded: false };
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: options });
  const end = () => void worker.terminate();
  stop.addEventListener('abort', end, { once: true });
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', (message: Message) => {
        if ('loaded' in message) resolve(message);
        else if ('problem' in message) reject(new LaunchProblem(message.problem));
        else onProgress(message.step, message.done, message.total);
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(stop.reason ?? new Error('demo thread ended')));
    });
  } finally {
    stop.removeEventListener('abort', end);
    await worker.terminate();
  }
}

/** False in production, unless the demo was loaded before, and where a real district was founded. */
export async function wantsDemo(mongodbUri: string, name = 'hongxin'): Promise<boolean> {
  const connection = await mongoose.createConnection(mongodbUri).asPromise();
  try {
    if (await readMark(connection.useDb(`${name}_demo`))) return true;
    if (process.env['HONGXIN_ENV'] === 'production') return false;
    const organizations = connection.useDb(`${name}_organizations`).collection('organizations');
    return (await organizations.findOne({ kind: 'DISTRICT_COMMITTEE' })) === null;
  } finally {
    await connection.close();
  }
}

/** Asks without the thread, which costs each later start a second: only a whole load is marked so. */
async function isLoaded({ mongodbUri, name, profile = 'international' }: DemoOptions): Promise<boolean> {
  const connection = mongoose.createConnection(mongodbUri, { dbName: `${name}_demo`, autoCreate: false });
  try {
    return isWhole(await readMark(await connection.asPromise()), profile);
  } finally {
    await connection.close();
  }
}

if (!isMainThread && parentPort) {
  const port = parentPort;
  const { loadDemo } = await import('./demo/load.ts');
  const tell = (message: Message) => port.postMessage(message);
  const options = workerData as DemoOptions;
  const onProgress = (step: string, done: number, total: number) => tell({ step, done, total });
  try {
    tell(await loadDemo({ ...options, onProgress }));
  } catch (error) {
    // A class does not cross from thread to thread, and a sentence for the person must stay one.
    if (!(error instanceof LaunchProblem)) throw error;
    tell({ problem: error.message });
  }
}
