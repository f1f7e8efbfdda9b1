import type { Log } from '@hongxin/kit/log';
import { operationHash } from '@hongxin/kit/operation-hash';
import { parseTraceparent } from '@hongxin/kit/telemetry/trace-context';

/**
 * What can be wrong with what a subgraph was asked. away: no connection, or it ended. error: an answer of GraphQL whose
 * errors have none of the promised codes. bug: of the gateway itself, or an answer that breaks the schema.
 */
export type ProblemKind = 'timeout' | 'too-large' | 'nonsense' | 'away' | 'error' | 'bug';

/** An error that says what kind it is of; its message is written into the log, and never repeats what anybody sent. */
export const problem = (kind: ProblemKind, message: string): Error =>
  Object.assign(new Error(message), { kind });

/** What whoever looks into a problem is told: never variables, bodies or who asked. */
export type Problem = {
  /** GATEWAY where no subgraph is known to have caused it. */
  readonly subgraph: string;
  readonly kind?: ProblemKind;
  readonly operation: { readonly name?: string | undefined; readonly text: string };
  readonly trace?: string | undefined;
  readonly cause: unknown;
};
export const GATEWAY = 'gateway';

export type ReportProblem = (problem: Problem) => void;
export type CountProblem = (subgraph: string, kind: ProblemKind) => void;

/** One line in the log and one in the counter for each. */
export function createProblemReport(log: Log, count: CountProblem = () => undefined): ReportProblem {
  return ({ subgraph, operation, trace, cause, kind = kindOf(cause) }) => {
    count(subgraph, kind);
    const entry = {
      subgraph,
      kind,
      operation: operation.name === undefined ? undefined : safeName(operation.name),
      hash: hashOf(operation.text),
      trace: parseTraceparent(trace)?.traceId,
      err: cause,
    };
    log[kind === 'bug' || kind === 'error' ? 'error' : 'warn'](entry, 'a subgraph was asked in vain');
  };
}

export function kindOf(cause: unknown): ProblemKind {
  const { kind, code } = (cause ?? {}) as { kind?: ProblemKind; code?: unknown };
  if (kind) return kind;
  return code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT' ? 'timeout' : 'away';
}

/** A caller chooses the name: cut short, and without what could be somebody's number. */
export const safeName = (name: string): string => name.replaceAll(/\d{4,}/g, '…').slice(0, 64);

/** As the allow-list knows the operation: its text has no values but those written into it. */
function hashOf(text: string): string | undefined {
  try {
    return operationHash(text);
  } catch {
    return undefined;
  }
}
