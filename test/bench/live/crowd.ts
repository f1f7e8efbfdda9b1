import type { Operation } from './subscriber.ts';

export type CrowdOrder =
  | { readonly do: 'open'; readonly port: number; readonly operation: Operation; readonly count: number }
  | { readonly do: 'prime'; readonly control: number }
  | {
      readonly do: 'measure';
      /** Where events are ordered. */
      readonly control: number;
      /** Made at once. */
      readonly events: number;
      readonly ms: number;
      /** The server whose time is counted. */
      readonly pid: number;
    };

export type Measured = {
  readonly rounds: number;
  readonly deliveries: number;
  readonly wallMs: number;
  /** Processor time of the server, and of the readers' process. */
  readonly serverMs: number;
  readonly ownMs: number;
  /** From the order of the events to their arrival, over all deliveries. */
  readonly p50: number;
  readonly p99: number;
  /** Of one message. */
  readonly bytes: number;
};
