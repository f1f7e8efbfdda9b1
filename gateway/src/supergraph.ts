import './telemetry-off.ts';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { QueryPlanner } from '@apollo/query-planner';
import type { Log } from '@hongxin/kit/log';

type Options = {
  readonly supergraphSdl: string;
  /** Throws for a subgraph that cannot be asked: such a supergraph is refused. */
  checkSubgraph(name: string): void;
  /** Of the first supergraph, and of each later one. */
  onPlanner(planner: QueryPlanner): void;
  readonly log: Log;
};

export type LoadedSupergraph = {
  /** Throws for one that is broken; the present one stays. */
  update(supergraphSdl: string): void;
  stop(): Promise<void>;
};

/** Supergraphs as @apollo/gateway takes them up: checked, and with a planner made. What it plans, our engine executes. */
export async function loadSupergraph(options: Options): Promise<LoadedSupergraph> {
  const { supergraphSdl, log } = options;
  let update: LoadedSupergraph['update'] | undefined;
  const gateway = new ApolloGateway({
    async supergraphSdl(manager) {
      update = manager.update;
      return { supergraphSdl };
    },
    logger: { debug() {}, info() {}, warn: (text) => log.warn(text), error: (text) => log.error(text) },
    buildService({ name }) {
      options.checkSubgraph(name);
      return neverAsked;
    },
  });
  gateway.onSchemaLoadOrUpdate(() => options.onPlanner(plannerOf(gateway)));
  await gateway.load();
  return {
    update: (sdl) => update?.(sdl),
    stop: () => gateway.stop(),
  };
}

/** Its own executor is not used. */
const neverAsked: GraphQLDataSource = {
  process: () => Promise.reject(new Error('@apollo/gateway executes nothing here')),
};

/** It keeps its planner to itself, and a second one of the same supergraph would cost its start and its memory again. */
function plannerOf(gateway: ApolloGateway): QueryPlanner {
  const planner: unknown = Reflect.get(gateway, 'queryPlanner');
  if (!(planner instanceof QueryPlanner))
    throw new Error('this version of @apollo/gateway keeps its planner elsewhere');
  return planner;
}
