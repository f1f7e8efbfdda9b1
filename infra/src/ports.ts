import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';
import { LaunchProblem } from './launch-problem.ts';
import { messages } from './messages.ts';

// Below the kernel's own range for outgoing connections, which could take a port between our look and its use.
const lowest = 20_000;
const highest = 32_000;

export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

export async function freePort(host?: string): Promise<number> {
  for (let tries = 0; tries < 200; tries += 1) {
    const port = randomInt(lowest, highest);
    if (await isPortFree(port, host)) return port;
  }
  throw new LaunchProblem(messages.noFreePort(lowest, highest));
}

/** A port that a person set must be free; one that is only preferred gives way to another. */
export async function choosePort(wish: {
  set?: number;
  variable: string;
  preferred?: number;
  host?: string;
}): Promise<number> {
  if (wish.set !== undefined) {
    if (await isPortFree(wish.set, wish.host)) return wish.set;
    throw new LaunchProblem(messages.portTaken(wish.set, wish.variable));
  }
  if (wish.preferred !== undefined && (await isPortFree(wish.preferred, wish.host))) return wish.preferred;
  return await freePort(wish.host);
}

export function portFrom(env: NodeJS.ProcessEnv, variable: string): number | undefined {
  const text = env[variable];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new LaunchProblem(messages.portInvalid(variable, text));
}
