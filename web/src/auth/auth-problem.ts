/** Why signing in or renewing did not work: the server's code, or NETWORK / TIMEOUT / ANSWER_UNREADABLE of our own. */
export class AuthProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly nextStep: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** What else the answer held, e.g. the `ticket` of the next step; never shown, never logged. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(problem: {
    code: string;
    message?: string;
    status?: number;
    nextStep?: string;
    retryAfterSeconds?: number;
    details?: Readonly<Record<string, unknown>>;
  }) {
    super(problem.message ?? problem.code);
    this.name = 'AuthProblem';
    this.code = problem.code;
    this.status = problem.status ?? 0;
    this.nextStep = problem.nextStep;
    this.retryAfterSeconds = problem.retryAfterSeconds;
    this.details = problem.details ?? {};
  }
}
