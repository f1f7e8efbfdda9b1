/** Why signing in or renewing did not work: the server's code, or NETWORK / TIMEOUT / ANSWER_UNREADABLE of our own. */
export class AuthProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly nextStep: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: {
    code: string;
    message?: string;
    status?: number;
    nextStep?: string;
    retryAfterSeconds?: number;
  }) {
    super(problem.message ?? problem.code);
    this.name = 'AuthProblem';
    this.code = problem.code;
    this.status = problem.status ?? 0;
    this.nextStep = problem.nextStep;
    this.retryAfterSeconds = problem.retryAfterSeconds;
  }
}
