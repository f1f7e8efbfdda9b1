import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { createLog } from '@hongxin/kit/log';
import { connectMongo, prepareCollections } from '@hongxin/kit/mongo';
import { newAccount, readAccount } from './account/new-account.ts';
import { hashPassword } from './account/password.ts';
import { createAccountStore } from './account/store.ts';
import { registerCollections } from './collections.ts';
import { readCommandEnv } from './env.ts';

const USAGE = `用法：echo '密码' | node create-account.ts --username 用户名 --role DISTRICT --org-path /…/ [--display-name 姓名]
密码从标准输入读取，至少 12 个字符，且不易被猜到。管理员（SYSTEM_ADMIN、SECURITY_ADMIN、AUDIT_ADMIN）首次登录时启用动态口令。需要环境变量 MONGODB_URI 与 MONGODB_DATABASE。
`;

function fail(message: string): never {
  process.stderr.write(`${message}\n\n${USAGE}`);
  process.exit(1);
}

function readArguments() {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({ options: { username: text, role: text, 'org-path': text, 'display-name': text } })
      .values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const options = readArguments();
if (process.stdin.isTTY) fail('密码须通过标准输入传入，以免留在命令历史和进程列表中。');
const account = await readAccount({
  username: options.username,
  displayName: options['display-name'],
  role: options.role,
  orgPath: options['org-path'],
  password: (await text(process.stdin)).replace(/\r?\n$/, ''),
});
if (typeof account === 'string') fail(account);

const env = readCommandEnv();
await using mongo = await connectMongo({
  uri: env.MONGODB_URI,
  database: env.MONGODB_DATABASE,
  log: createLog('create-account', env.LOG_LEVEL),
});
const accounts = createAccountStore(mongo.connection, registerCollections(mongo.connection));
await prepareCollections(mongo.connection);
const { password, ...rest } = account;
const added = await accounts.add(newAccount({ ...rest, passwordHash: await hashPassword(password) }));
if (added) process.stdout.write(`账号 ${account.username} 已创建。\n`);
else {
  process.stderr.write(`用户名 ${account.username} 已存在，没有改动。\n`);
  process.exitCode = 1;
}
