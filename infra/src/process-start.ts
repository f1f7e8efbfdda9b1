import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** When a process started, in the system's own words: a pid alone may meanwhile belong to another. */
export function processStart(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', `${pid}`], { encoding: 'utf8' }).trim() || undefined;
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold spaces; the state is the third, the start the 22nd.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : rest[18];
  } catch {
    return undefined;
  }
}

export type ProcessMark = { pid: number; started: string };

export function markOf(pid: number): ProcessMark {
  return { pid, started: processStart(pid) ?? '' };
}

export function isAlive({ pid, started }: ProcessMark): boolean {
  return started !== '' && processStart(pid) === started;
}
