import { statfs } from 'node:fs/promises';

/** Less than this and the next journal file of an engine does not fit. */
const leastBytes = 16_000_000;

/** Asked after a failure: whatever the failing part says, a full disk is what the person has to mend. */
export async function isDiskFull(path: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize < leastBytes;
}
