/** Why a request brought no data: the server's stable code, or NETWORK / TIMEOUT of our own; the message is for people. */
export class RequestFailed extends Error {
  readonly code: string;
  readonly status: number;
  /** The server's finer reason, e.g. ID_REUSED. */
  readonly reason: string | undefined;

  /** How long the server asks to be left alone. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: {
    code: string;
    message: string;
    status?: number;
    reason?: string | undefined;
    retryAfterSeconds?: number | undefined;
  }) {
    super(problem.message);
    this.name = 'RequestFailed';
    this.code = problem.code;
    this.status = problem.status ?? 0;
    this.reason = problem.reason;
    this.retryAfterSeconds = problem.retryAfterSeconds;
  }
}
