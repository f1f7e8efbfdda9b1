import { readdir, readFile, readlink } from 'node:fs/promises';

/** The kernel's number of a socket that listens. */
const LISTENING = '0A';

/** Which process of this machine listens at a port (Linux); undefined where that cannot be seen. */
export async function listeningProcess(port: number): Promise<number | undefined> {
  const inodes = await listeningSockets(port);
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name)))
    if (inodes.size > 0 && (await holdsOne(pid, inodes))) return Number(pid);
  return undefined;
}

async function listeningSockets(port: number): Promise<Set<string>> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const tables = await Promise.all(['tcp', 'tcp6'].map((table) => readFile(`/proc/net/${table}`, 'utf8')));
  const rows = tables.flatMap((table) => table.split('\n')).map((row) => row.trim().split(/\s+/));
  const found = rows.filter((row) => row[1]?.endsWith(`:${hex}`) && row[3] === LISTENING);
  return new Set(found.map((row) => `socket:[${row[9]}]`));
}

async function holdsOne(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  try {
    for (const file of await readdir(`/proc/${pid}/fd`)) {
      const target = await readlink(`/proc/${pid}/fd/${file}`).catch(() => ''); // closed meanwhile
      if (inodes.has(target)) return true;
    }
  } catch {
    // another user's process, or one that has ended: not the one that was started for this
  }
  return false;
}
