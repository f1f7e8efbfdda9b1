import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { newAccount, readAccount, roleAt } from './account/new-account.ts';
import { hashPassword } from './account/password.ts';
import { NO_ANSWER, openCommand } from './command.ts';

const USAGE = `用法：echo '密码' | node create-account.ts --username 用户名 --role DISTRICT --organization 组织编号 [--display-name 姓名]
组织也可以用 --org-path /…/ 指明；示范点站点管理员（STEWARD）用 --site 站点编号。组织或站点须已存在：空的区先用 found-district.ts 建立。
密码从标准输入读取，至少 12 个字符，且不易被猜到。管理员（SYSTEM_ADMIN、SECURITY_ADMIN、AUDIT_ADMIN）首次登录时启用动态口令。
`;

function fail(message: string): never {
  process.stderr.write(`${message}\n\n${USAGE}`);
  process.exit(1);
}

function readArguments() {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({
      options: {
        username: text,
        role: text,
        organization: text,
        'org-path': text,
        site: text,
        'display-name': text,
      },
    }).values;
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
  organizationId: options.organization,
  orgPath: options['org-path'],
  siteId: options.site,
  password: (await text(process.stdin)).replace(/\r?\n$/, ''),
});
if (typeof account === 'string') fail(account);

await using command = await openCommand('create-account');
const role = await roleAt(command.places, account).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return NO_ANSWER;
});
if (typeof role === 'string') {
  process.stderr.write(`${role}\n`);
  process.exitCode = 1;
} else {
  const { username, displayName, password } = account;
  const passwordHash = await hashPassword(password);
  const added = await command.accounts.add(
    newAccount({ username, displayName, roles: [role], passwordHash }),
  );
  if (added) process.stdout.write(`账号 ${username} 已创建。\n`);
  else {
    process.stderr.write(`用户名 ${username} 已存在，没有改动。\n`);
    process.exitCode = 1;
  }
}
