import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Resident bytes of each process that runs; `ps` knows it on every system. */
export async function residentBytes(
  pids: Record<string, number | undefined>,
): Promise<Record<string, number>> {
  const running = Object.entries(pids).filter((entry): entry is [string, number] => entry[1] !== undefined);
  if (running.length === 0) return {};
  const wanted = running.map(([, pid]) => pid).join(',');
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,rss=', '-p', wanted]);
  const byPid = new Map(
    stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number) as [number, number]),
  );
  return Object.fromEntries(running.map(([name, pid]) => [name, (byPid.get(pid) ?? 0) * 1024]));
}
