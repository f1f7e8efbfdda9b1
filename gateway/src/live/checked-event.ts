import type { ExecutionResult } from 'graphql';
import { checkedAnswer } from '../engine/checked-answer.ts';
import { isObject } from '../engine/json.ts';
import { problem } from '../problems.ts';

/**
 * A subgraph's text as a result of GraphQL. Throws for what is none: everything behind this door relies on its form, also
 * in listeners and timers, where an error would end the process.
 */
export function checkedEvent(name: string, text: string): ExecutionResult {
  const given = parsed(text);
  const answer = checkedAnswer(given);
  if (!answer || !isObject(given))
    throw problem('nonsense', `${name} sent something else than a result of GraphQL`);
  const { extensions } = given;
  return {
    ...answer,
    ...(isObject(extensions) ? { extensions: checkedExtensions(extensions) } : {}),
  } as ExecutionResult;
}

/** The parser's own error is not handed on: its message repeats what the subgraph sent. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checkedExtensions({ completions, ...others }: Record<string, unknown>): Record<string, unknown> {
  return Array.isArray(completions) ? { ...others, completions: completions.filter(isObject) } : others;
}
