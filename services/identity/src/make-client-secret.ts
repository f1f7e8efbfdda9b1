import { parseArgs } from 'node:util';
import { createLog } from '@hongxin/kit/log';
import { connectMongo } from '@hongxin/kit/mongo';
import { createClientStore } from './client/store.ts';
import { registerCollections } from './collections.ts';
import { readDatabaseEnv } from './env.ts';
import { hashOf, newSecret } from './session/secret.ts';

/**
 * A secret for a registered system, for trying things out: `node make-client-secret.ts --client ID`. It is printed once
 * and kept as a hash; the one before it holds no longer. Production takes no secrets, whoever made them.
 */
const { values } = parseArgs({ options: { client: { type: 'string' } } });
const env = readDatabaseEnv();
await using mongo = await connectMongo({
  uri: env.MONGODB_URI,
  database: env.MONGODB_DATABASE,
  log: createLog('make-client-secret', env.LOG_LEVEL),
});
const secret = newSecret(32);
const clients = createClientStore(mongo.connection, registerCollections(mongo.connection));
if (await clients.change(values.client ?? '', { devSecretHash: hashOf(secret) }))
  process.stdout.write(`client_secret=${secret}\n`);
else {
  process.stderr.write('没有这个系统，或访问权已撤销。用法：node make-client-secret.ts --client 系统编号\n');
  process.exitCode = 1;
}
