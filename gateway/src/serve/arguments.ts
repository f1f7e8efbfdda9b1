import { parseArgs } from 'node:util';

export type ServeArguments = {
  /** A file's path, or an address by http(s). */
  readonly supergraph: string;
  readonly port: number;
  readonly host: string;
  /** Keep each client to the product's limits of documents, sockets, operations and messages. */
  readonly limits: boolean;
};

/** What is wrong with how the gateway was called, in a sentence for whoever called it. */
export class BadArguments extends Error {}

export const USAGE = `用法：npm run gateway:serve -- --supergraph 文件或地址 --port 端口 [--host 地址] [--limits]
  --supergraph  超图的 SDL：文件路径，或 http(s) 地址
  --port        监听端口，1 到 65535
  --host        监听地址（默认 127.0.0.1）
  --limits      使用正式环境的文档、连接、操作和消息限额（默认不限）
  --help        显示本说明`;

const options = {
  supergraph: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  limits: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Null where help was asked for. */
export function readArguments(given: readonly string[]): ServeArguments | null {
  const { supergraph, port, host, limits, help } = parse(given);
  if (help) return null;
  if (!supergraph) throw new BadArguments('缺少 --supergraph：请给出超图文件的路径，或 http(s) 地址。');
  if (!port) throw new BadArguments('缺少 --port：请给出监听端口。');
  const number = Number(port);
  if (!(Number.isInteger(number) && number >= 1 && number <= 65_535))
    throw new BadArguments(`--port ${port} 无效：端口应为 1 到 65535 的整数。`);
  return { supergraph, port: number, host, limits };
}

function parse(given: readonly string[]) {
  try {
    return parseArgs({ args: [...given], options }).values;
  } catch (error) {
    throw new BadArguments(`参数有误：${error instanceof Error ? error.message : String(error)}`);
  }
}
