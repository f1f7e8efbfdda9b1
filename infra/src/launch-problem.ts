/** A failure that the person at the terminal can act on: `message` says what is wrong and what to do. */
export class LaunchProblem extends Error {
  override readonly name = 'LaunchProblem';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
