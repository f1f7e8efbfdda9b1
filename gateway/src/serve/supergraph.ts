import { readFile } from 'node:fs/promises';
import { type ConstDirectiveNode, type EnumTypeDefinitionNode, Kind, parse } from 'graphql';
import { BadArguments } from './arguments.ts';

const DEADLINE_MS = 10_000;

export type Supergraph = {
  readonly supergraphSdl: string;
  /** Address of each subgraph by the name under which plans know it. */
  readonly subgraphs: Record<string, string>;
};

/** Reads a supergraph from a file or an address; the subgraphs' addresses stand in it. */
export async function readSupergraph(from: string): Promise<Supergraph> {
  const supergraphSdl = await read(from);
  return { supergraphSdl, subgraphs: subgraphsOf(supergraphSdl) };
}

async function read(from: string): Promise<string> {
  try {
    if (!/^https?:\/\//.test(from)) return await readFile(from, 'utf8');
    const response = await fetch(from, { signal: AbortSignal.timeout(DEADLINE_MS) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await response.text();
  } catch (error) {
    throw new BadArguments(
      `读不到超图 ${from}：${error instanceof Error ? error.message : String(error)}。请检查路径或地址。`,
      { cause: error },
    );
  }
}

/** `@join__graph(name:, url:)` of the values of `enum join__Graph` (the join specification). */
export function subgraphsOf(supergraphSdl: string): Record<string, string> {
  const graphs = enumOf(supergraphSdl)?.values ?? [];
  const addresses = graphs.flatMap(({ directives }) => {
    const join = directives?.find(({ name }) => name.value === 'join__graph');
    return join ? [[textOf(join, 'name'), textOf(join, 'url')] as const] : [];
  });
  if (addresses.length === 0)
    throw new BadArguments('这不是超图：没有 enum join__Graph。请先用 Federation 2 的组合工具生成超图。');
  const without = addresses.filter(([, url]) => !URL.canParse(url)).map(([name]) => name);
  if (without.length > 0)
    throw new BadArguments(`超图里这些子图没有有效地址：${without.join('、')}。请在组合时写上 url。`);
  return Object.fromEntries(addresses);
}

function enumOf(sdl: string): EnumTypeDefinitionNode | undefined {
  try {
    return parse(sdl).definitions.find(
      (one): one is EnumTypeDefinitionNode =>
        one.kind === Kind.ENUM_TYPE_DEFINITION && one.name.value === 'join__Graph',
    );
  } catch (error) {
    throw new BadArguments(`超图不是有效的 SDL：${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function textOf(directive: ConstDirectiveNode, name: string): string {
  const value = directive.arguments?.find((one) => one.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : '';
}
