import { maskError } from 'graphql-yoga';
import type { Log } from './log.ts';
import { currentTrace } from './telemetry/current-trace.ts';

export type MaskBug = (error: unknown, message?: string) => Error;

/** What was thrown on purpose stays as it is; anything else is a bug, told to the log in full and to the caller without a word of it. */
export const createMask =
  (log: Log): MaskBug =>
  (error, message = 'Unexpected error.') => {
    const masked = maskError(error, message);
    if (masked !== error)
      log.error(
        { err: (error as { originalError?: unknown }).originalError ?? error, trace: currentTrace() },
        'masked a bug',
      );
    return masked;
  };
