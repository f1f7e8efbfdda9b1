/**
 * Fresh keys for docker-compose.yml: `node infra/src/compose-env.ts` prints them, with a file's name it writes them there.
 * Needs no installed package, so that it runs in the image too.
 */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { LaunchProblem, messageOf } from './launch-problem.ts';
import { operatorSettings } from './operator-settings.ts';
import { makeSecrets, type Issuer, type Secrets } from './secrets.ts';

type Variable = {
  name: string;
  sentence: string;
  /** A key is made anew by each call, and is empty in .env.example. */
  value: string | ((secrets: Secrets) => string);
};

const databases = ['organizations', 'members', 'funding', 'activities', 'identity'];
const issuers: Record<Issuer, string> = {
  gateway: '网关',
  identity: '身份服务',
  members: '党员服务',
  activities: '活动服务',
};

const variables: Variable[] = [
  setting('HONGXIN_PORT', '4000', '网关对外的端口；对外服务时请在它前面放置 HTTPS 反向代理。'),
  setting(
    'HONGXIN_ENV',
    'production',
    '运行环境：production 须设置下面的 CODE_DELIVERY_URL；试用请改为 development，验证码显示在 /dev/inbox，任何人可见。',
  ),
  setting('LOG_LEVEL', 'info', '日志级别：trace、debug、info、warn、error、fatal 或 silent。'),
  setting(
    'AUDIT_CHECKPOINT_DIR',
    'audit',
    '审计检查点存放处：卷 audit，或另一块盘、网络存储上归 uid 1000 所有的文件夹的绝对路径（更稳妥，须不在数据库所在的盘上）。',
  ),
  setting('MONGO_CACHE_GB', '1', '每个 MongoDB 成员的缓存，单位 GB，不小于 0.25；共三个成员。'),
  setting('REDIS_MAXMEMORY', '1gb', 'Redis 的内存上限；用满后拒绝写入，不丢弃数据。'),
  key('MONGO_KEY', 'MongoDB 副本集成员之间互相认证的密钥。', () => randomBytes(96).toString('base64')),
  key('MONGO_PASSWORD_ADMIN', 'MongoDB 管理员 admin 的密码；首次启动后请勿更改。', password),
  ...databases.map((name) =>
    key(
      `MONGO_PASSWORD_${name.toUpperCase()}`,
      `数据库用户 ${name} 的密码，只能读写 hongxin_${name}。`,
      password,
    ),
  ),
  key('REDIS_PASSWORD', 'Redis 的密码。', password),
  key('MESH_SECRET', '内部请求签名的密钥，32 字节 base64url。', ({ meshSecret }) => meshSecret),
  key('MESH_TRUST', '各签发方的公钥，JSON：{ 签发方: 公钥 JWK }。', ({ meshKeys }) =>
    json(Object.fromEntries(Object.entries(meshKeys).map(([name, { publicKey }]) => [name, publicKey]))),
  ),
  ...Object.entries(issuers).map(([name, label]) =>
    key(
      `MESH_PRIVATE_KEY_${name.toUpperCase()}`,
      `${label}证明自己身份的 Ed25519 私钥，JWK；须与 MESH_TRUST 中的公钥成对。`,
      ({ meshKeys }) => json(meshKeys[name as Issuer].privateKey),
    ),
  ),
  key('ACCESS_PRIVATE_KEY', '身份服务签发访问令牌的 Ed25519 私钥，JWK。', ({ accessKeys }) =>
    json(accessKeys.privateKey),
  ),
  key('ACCESS_PUBLIC_KEY', '网关验证访问令牌的公钥，JWK；须与上一项成对。', ({ accessKeys }) =>
    json(accessKeys.publicKey),
  ),
  key(
    'AUDIT_PRIVATE_KEY',
    '为审计检查点签名的 Ed25519 私钥，JWK；丢失或更换后，以前的检查点无法核对，请另行备份。',
    ({ auditKeys }) => json(auditKeys.privateKey),
  ),
  key(
    'PHONE_INDEX_KEY',
    '手机号盲索引的密钥，32 字节 base64url；丢失后已登记的手机号无法识别，请另行备份。',
    ({ phoneIndexKey }) => phoneIndexKey,
  ),
  key(
    'PERSONAL_DATA_KEY',
    '个人信息的加密密钥，32 字节 base64url；丢失后已存的个人信息无法解密，请另行备份。',
    ({ personalDataKey }) => personalDataKey,
  ),
  key(
    'IDENTITY_DATA_KEY',
    '身份服务加密动态口令、微信绑定等的密钥，32 字节 base64url；丢失后须逐一重设，请另行备份。',
    ({ identityDataKey }) => identityDataKey,
  ),
  key('CURSOR_KEY', '签到动态游标的签名密钥，32 字节 base64url。', ({ cursorKey }) => cursorKey),
  key(
    'SITE_KEY_SECRET',
    '各场次签到码的密钥由它派生，32 字节 base64url。',
    ({ siteKeySecret }) => siteKeySecret,
  ),
];

/** The text of a complete .env. */
export function composeEnv(secrets: Secrets = makeSecrets()): string {
  return text(({ value }) => (typeof value === 'string' ? value : value(secrets)));
}

/** The text of .env.example: every variable, but no key. */
export function composeEnvExample(): string {
  return text(({ value }) => (typeof value === 'string' ? value : ''));
}

/** Writes a new file that only its owner can read. Never over another: its keys may be the only ones there are. */
export async function writeComposeEnv(file: string): Promise<void> {
  try {
    await writeFile(file, composeEnv(), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new LaunchProblem(`${file} 已存在，没有改动：其中的密钥丢失后数据将无法读取。请换一个文件名。`);
    throw new LaunchProblem(`无法写入 ${file}：${messageOf(error)}`);
  }
}

/** Settings that may be left away stand there as comments: an empty value would be one. */
function text(valueOf: (variable: Variable) => string): string {
  const lines = variables.map(
    (variable) => `# ${variable.sentence}\n${variable.name}=${valueOf(variable)}\n`,
  );
  const optional = operatorSettings.map(
    ({ name, example, sentence }) => `# ${sentence}\n# ${name}=${example}\n`,
  );
  return [...lines, '# 以下各项按需设置：去掉变量名前的 #。\n', ...optional].join('\n');
}

function setting(name: string, value: string, sentence: string): Variable {
  return { name, sentence, value };
}

function key(name: string, sentence: string, value: (secrets: Secrets) => string): Variable {
  return { name, sentence, value };
}

/** In single quotes compose takes a value as it stands; the keys' JSON has none itself. */
function json(value: object): string {
  return `'${JSON.stringify(value)}'`;
}

/** Hexadecimal: it stands in addresses and on a command line unescaped. */
function password(): string {
  return randomBytes(24).toString('hex');
}

if (import.meta.main) {
  const [file] = process.argv.slice(2);
  try {
    if (file === '--example') process.stdout.write(composeEnvExample());
    else if (file === undefined) process.stdout.write(composeEnv());
    else {
      await writeComposeEnv(file);
      process.stdout.write(`已写入 ${file}（仅本人可读）。请另存一份到安全的地方。\n`);
    }
  } catch (error) {
    if (!(error instanceof LaunchProblem)) throw error;
    process.stderr.write(`✗ ${error.message}\n`);
    process.exitCode = 1;
  }
}
