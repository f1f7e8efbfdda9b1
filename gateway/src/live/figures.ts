/** What the live part of one gateway does, counted since its start but for the first two, which are present figures. */
export type LiveFigures = {
  subscribers: number;
  /** Open streams, each with one upstream and one execution per event. */
  streams: number;
  /** Events for which the rest of a plan was run. */
  executions: number;
  /** Results written, each for each reader. */
  deliveries: number;
  bytes: number;
  /** Times a slow reader was told that events were left out for it. */
  lagged: number;
  closedSlow: number;
  /** Readers that came back and were served from memory, without an upstream of their own. */
  resumedFromRing: number;
  /** Streams opened for readers that came back. */
  resumedUpstream: number;
  /** Streams that caught up with another and became one with it. */
  spliced: number;
  /** Upstreams that broke off and were opened again after their last event. */
  reopened: number;
  /** Events that went out before other subgraphs had answered. */
  incomplete: number;
};

export const createFigures = (): LiveFigures => ({
  subscribers: 0,
  streams: 0,
  executions: 0,
  deliveries: 0,
  bytes: 0,
  lagged: 0,
  closedSlow: 0,
  resumedFromRing: 0,
  resumedUpstream: 0,
  spliced: 0,
  reopened: 0,
  incomplete: 0,
});
