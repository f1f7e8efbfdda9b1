import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { readFounding, type FirstAdministrator, type Founding } from './account/founding.ts';
import { foundDistrict } from './account/founding-actions.ts';
import { NO_ANSWER, openCommand } from './command.ts';

/** The first command on an empty district. Ends with 0 when the district stands as asked for, with 1 when it was refused. */
const USAGE = `用法：node found-district.ts --name 区级组织全称 [--division-code 330111]
  [--system-admin 用户名] [--security-admin 用户名] [--audit-admin 用户名] [--passwords-from-stdin]
建立区级组织和三个管理员（默认用户名 sysadmin、secadmin、auditadmin）。初始密码由本命令生成并只显示一次；
用 --passwords-from-stdin 时从标准输入读取三行，依次为系统管理员、安全管理员、审计管理员的初始密码。
重复运行不会改动已有的组织和账号。
`;

function fail(message: string, usage = ''): never {
  process.stderr.write(`✗ ${message}\n${usage && `\n${usage}`}`);
  process.exit(1);
}

function readArguments() {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      options: {
        name: text,
        'division-code': text,
        'system-admin': text,
        'security-admin': text,
        'audit-admin': text,
        'passwords-from-stdin': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error), USAGE);
  }
}

const linesOf = (given: string): string[] => given.replace(/\r?\n$/, '').split(/\r?\n/);

async function read(): Promise<{ founding: Founding; isGenerated: boolean }> {
  const options = readArguments();
  if (options.help) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  const isGenerated = !options['passwords-from-stdin'];
  const founding = await readFounding({
    name: options.name,
    divisionCode: options['division-code'],
    usernames: {
      SYSTEM_ADMIN: options['system-admin'],
      SECURITY_ADMIN: options['security-admin'],
      AUDIT_ADMIN: options['audit-admin'],
    },
    passwords: isGenerated ? null : linesOf(await text(process.stdin)),
  });
  return typeof founding === 'string' ? fail(founding, USAGE) : { founding, isGenerated };
}

function lineOf({ title, username, password }: FirstAdministrator, isGenerated: boolean): string {
  return `  ${title}  ${username}${isGenerated ? `  初始密码 ${password}` : ''}\n`;
}

const { founding, isGenerated } = await read();
await using command = await openCommand('found-district');
const founded = await foundDistrict(command, founding).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return NO_ANSWER;
});
if (typeof founded === 'string') {
  process.stderr.write(`✗ ${founded}\n`);
  process.exitCode = 1;
} else {
  const { district, made } = founded;
  const { name, organizationId } = district;
  if (district.replayed && made.length === 0)
    process.stdout.write(`✓ 区级组织“${name}”（编号 ${organizationId}）和三个管理员已经建立，没有改动。\n`);
  else {
    process.stdout.write(
      `✓ 区级组织“${name}”（编号 ${organizationId}）${district.replayed ? '已经建立' : '已建立'}。\n✓ 已创建 ${made.length} 个管理员账号，首次登录须修改初始密码并设置动态口令：\n`,
    );
    for (const one of made) process.stdout.write(lineOf(one, isGenerated));
    if (isGenerated) process.stdout.write('  初始密码只显示这一次，请分别交给本人，不要留在聊天记录里。\n');
    process.stdout.write(nextSteps(command.consoleUrl));
  }
}

function nextSteps(url: string): string {
  return `接下来：
  1. 三位管理员分别打开 ${url} 登录，修改初始密码，扫码设置动态口令，并记下恢复码。
  2. 系统管理员在“账号”新建区级工作人员的账号，安全管理员在同一页授予“区级”角色（组织选本区级组织）。
  3. 安全管理员在“外部系统”登记对接系统。
  4. 导入下级党组织、企业、站点和党员；导入之前各页为空。
`;
}
