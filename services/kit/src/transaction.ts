import type { ClientSession, Connection } from 'mongoose';

type Options = Parameters<ClientSession['withTransaction']>[1];

/**
 * What is written inside stands or falls together. The work may run several times: nothing in it but writes with the
 * session.
 */
export async function inTransaction<T>(
  connection: Connection,
  work: (session: ClientSession) => Promise<T>,
  options?: Options,
): Promise<T> {
  const session = await connection.startSession();
  try {
    return await session.withTransaction(work, options);
  } finally {
    await session.endSession();
  }
}
