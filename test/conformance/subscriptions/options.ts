import { parseArgs } from 'node:util';

export type RunOptions = {
  /** A gateway that runs already. */
  readonly gateway?: string | undefined;
  /** Another make, started by the suite. */
  readonly peer?: 'hive' | undefined;
  /** The first of the fixtures' four ports; absent: free ones. */
  readonly fixturesPort?: number | undefined;
  readonly supergraph: string;
  readonly json?: string | undefined;
  readonly only?: string | undefined;
};

export class BadOptions extends Error {}

export const USAGE = `用法：npm run conformance:subscriptions -- [参数]
  --gateway 地址        测试已在运行的网关（它的 /graphql 地址）；它须加载 --supergraph 写出的超图
  --peer hive           安装并启动 Hive Gateway，测试它
                        两者都不给：启动本项目的网关，测试它
  --fixtures-port 端口  测试子图的第一个端口，连用四个（给出 --gateway 时默认 4710）
  --supergraph 文件     写出超图的位置（默认 conformance-supergraph.graphql，仅在给出 --gateway 时写出）
  --json 文件           另以 JSON 写出结果
  --only 文字           只运行名称含此文字的用例
  --help                显示本说明`;

const FIXED_PORT = 4_710;

/** Null where help was asked for. */
export function readOptions(given: readonly string[]): RunOptions | null {
  const values = parse(given);
  if (values.help) return null;
  const { gateway, peer, supergraph, json, only } = values;
  if (gateway && peer) throw new BadOptions('--gateway 与 --peer 只能给出一个。');
  if (gateway && !URL.canParse(gateway)) throw new BadOptions(`--gateway ${gateway} 不是有效地址。`);
  if (peer !== undefined && peer !== 'hive') throw new BadOptions(`--peer ${peer} 无效：目前只有 hive。`);
  const port = values['fixtures-port'];
  const fixturesPort = port === undefined ? (gateway ? FIXED_PORT : undefined) : Number(port);
  if (
    fixturesPort !== undefined &&
    !(Number.isInteger(fixturesPort) && fixturesPort > 0 && fixturesPort < 65_532)
  )
    throw new BadOptions(`--fixtures-port ${port} 无效：应为 1 到 65531 的整数。`);
  return { gateway, peer, fixturesPort, supergraph, json, only };
}

function parse(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      options: {
        gateway: { type: 'string' },
        peer: { type: 'string' },
        'fixtures-port': { type: 'string' },
        supergraph: { type: 'string', default: 'conformance-supergraph.graphql' },
        json: { type: 'string' },
        only: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new BadOptions(`参数有误：${error instanceof Error ? error.message : String(error)}`);
  }
}
