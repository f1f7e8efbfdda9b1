import { setTimeout as delay } from 'node:timers/promises';

export const replicaSetName = 'hongxin';

type Document = Record<string, unknown>;
export type Admin = { command: (command: Document) => Promise<Document> };

/** Makes the one node a writable primary that acknowledges nothing before it is in the journal. */
export async function ensureReplicaSet(admin: Admin, host: string): Promise<void> {
  const config = await storedConfig(admin);
  if (!config) {
    await admin.command({ replSetInitiate: { _id: replicaSetName, members: [{ _id: 0, host }] } });
  } else if (config.members[0]?.host !== host) {
    // A stored set remembers the port of its last run and would wait for that one for ever.
    const members = [{ ...config.members[0], host }];
    const moved = { ...config, version: config.version + 1, members };
    await admin.command({ replSetReconfig: moved, force: true });
  }
  while (!(await admin.command({ hello: 1 }))['isWritablePrimary']) await delay(50);
  await admin.command({
    setDefaultRWConcern: 1,
    defaultWriteConcern: { w: 'majority', j: true, wtimeout: 0 },
  });
}

type Config = { version: number; members: { _id: number; host: string }[] };

async function storedConfig(admin: Admin): Promise<Config | undefined> {
  try {
    const answer = await admin.command({ replSetGetConfig: 1 });
    return answer['config'] as Config;
  } catch (error) {
    if ((error as { codeName?: string }).codeName === 'NotYetInitialized') return undefined;
    throw error;
  }
}
