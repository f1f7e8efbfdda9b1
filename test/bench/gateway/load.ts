/** What the clients' process is to do: so many connections, each asking again when it was answered, or at a pace. */
export type LoadOrder = {
  readonly url: string;
  /** The gateway's process, whose time is counted; without it there is no such figure. */
  readonly pid: number | undefined;
  /** Body before and after the number that makes requests differ. */
  readonly template: readonly [string, string];
  /** All ask the same. */
  readonly isSame: boolean;
  readonly connections: number;
  readonly ms: number;
  /** Requests a second, whether or not the ones before are answered; without it as many as are answered. */
  readonly perSecond?: number;
};

export type Load = {
  readonly requests: number;
  readonly wallMs: number;
  /** Processor time of the gateway, and of the clients' process; null for a gateway that is not on this machine. */
  readonly gatewayMs: number | null;
  readonly ownMs: number;
  readonly p50: number;
  readonly p99: number;
  /** Of one answer. */
  readonly bytes: number;
};
