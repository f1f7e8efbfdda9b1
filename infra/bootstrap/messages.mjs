const chinese = {
  unknownCommand: (name, known) => `没有命令 ${name || '（空）'}；可用：${known.join('、')}、bench:名称`,
  nodeTooOld: (version) =>
    `需要 Node.js 20 或更高版本，当前是 ${version}。请从 https://nodejs.org 安装后重试。`,
  platform: (system) => `暂不支持 ${system}：请使用 Linux 或 macOS（x64、arm64）；Windows 请在 WSL2 中运行。`,
  installing: (pnpm) => `依赖：正在安装（${pnpm}，首次约 30 秒）……`,
  installed: (seconds) => `依赖：已安装，用时 ${seconds} 秒`,
  installFailed: (log) => `依赖安装失败。请检查网络和磁盘空间后重试。输出：\n${log}`,
  nodeRunning: (version) => `Node ${version}：正在使用的程序`,
  nodePackage: (version) => `Node ${version}：npm 软件包`,
  nodeMissing: (reason) => `找不到 Node 26（${reason}）。请安装 Node.js 26 后重试。`,
  building: (what) => `${what}：正在生成……`,
  built: (what, seconds) => `${what}：已生成，用时 ${seconds} 秒`,
  buildFailed: (what, log) => `${what}生成失败。输出：\n${log}`,
  supergraph: '超图',
  types: '类型代码',
  pages: '网页',
};

const english = {
  unknownCommand: (name, known) =>
    `No command ${name || '(empty)'}; there are ${known.join(', ')} and bench:NAME`,
  nodeTooOld: (version) =>
    `Node.js 20 or later is needed, this is ${version}. Install it from https://nodejs.org.`,
  platform: (system) => `${system} is not supported: use Linux or macOS (x64, arm64), on Windows WSL2.`,
  installing: (pnpm) => `Packages: installing (${pnpm}, about 30 s the first time) …`,
  installed: (seconds) => `Packages: installed in ${seconds} s`,
  installFailed: (log) =>
    `The packages could not be installed. Check network and disk space. Output:\n${log}`,
  nodeRunning: (version) => `Node ${version}: the one that runs`,
  nodePackage: (version) => `Node ${version}: npm package`,
  nodeMissing: (reason) => `Node 26 was not found (${reason}). Install Node.js 26 and try again.`,
  building: (what) => `${what}: building …`,
  built: (what, seconds) => `${what}: built in ${seconds} s`,
  buildFailed: (what, log) => `${what} could not be built. Output:\n${log}`,
  supergraph: 'Supergraph',
  types: 'Types',
  pages: 'Pages',
};

export const messages = process.env.HONGXIN_LANG === 'en' ? english : chinese;
