import { describe, expect, it } from 'vitest';
import { BadArguments, readArguments } from './arguments.ts';
import { subgraphsOf } from './supergraph.ts';

describe('calling the gateway on a supergraph of one’s own', () => {
  it('reads what was asked for', () => {
    expect(readArguments(['--supergraph', 'a.graphql', '--port', '4000'])).toEqual({
      supergraph: 'a.graphql',
      port: 4000,
      host: '127.0.0.1',
      limits: false,
    });
    expect(readArguments(['--help'])).toBeNull();
  });

  it.each([
    [[], '缺少 --supergraph'],
    [['--supergraph', 'a.graphql'], '缺少 --port'],
    [['--supergraph', 'a.graphql', '--port', '70000'], '--port 70000 无效'],
    [['--supergraph', 'a.graphql', '--port', '80a'], '--port 80a 无效'],
    [['--supergraph', 'a.graphql', '--prot', '80'], '参数有误'],
  ])('%j is told: %s', (given, says) => {
    expect(() => readArguments(given)).toThrow(BadArguments);
    expect(() => readArguments(given)).toThrow(says);
  });
});

describe('addresses in a supergraph', () => {
  const graph = (url: string) =>
    `enum join__Graph { A @join__graph(name: "a", url: "${url}") B @join__graph(name: "b-1", url: "http://b/x") }`;

  it('are those of join__Graph, by the subgraph’s own name', () => {
    expect(subgraphsOf(graph('http://a/graphql'))).toEqual({ a: 'http://a/graphql', 'b-1': 'http://b/x' });
  });

  it.each([
    ['type Query { a: Int }', '这不是超图'],
    ['type Query {', '超图不是有效的 SDL'],
    [graph(''), '没有有效地址：a'],
  ])('%s', (sdl, says) => {
    expect(() => subgraphsOf(sdl)).toThrow(says);
  });
});
