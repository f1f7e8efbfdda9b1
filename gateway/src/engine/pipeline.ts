import type { PlanNode } from '@apollo/query-planner';
import { compileEntityFetch } from './entity-fetch.ts';
import { compileRootFetch } from './fetch.ts';
import type { PlanPath } from './places.ts';
import type { Step } from './run.ts';
import type { Types } from './types.ts';

/** A plan's node as a function; `path` is where the nodes above have led. */
export function compileNode(node: PlanNode, types: Types, path: PlanPath = []): Step {
  switch (node.kind) {
    case 'Fetch':
      return (node.requires ? compileEntityFetch : compileRootFetch)(node, path, types);
    case 'Flatten':
      return compileNode(node.node, types, [...path, ...node.path]);
    case 'Sequence':
      return inSequence(node.nodes.map((one) => compileNode(one, types, path)));
    case 'Parallel': {
      const steps = node.nodes.map((one) => compileNode(one, types, path));
      return async (run) => void (await Promise.all(steps.map((step) => step(run))));
    }
    case 'Condition': {
      const { condition, ifClause, elseClause } = node;
      const [whenTrue, whenFalse] = [ifClause, elseClause].map((one) => one && compileNode(one, types, path));
      return (run) => (run.coerced[condition] === true ? whenTrue : whenFalse)?.(run);
    }
    case 'Defer':
      throw new Error('plans with @defer are not made here');
  }
}

function inSequence(steps: readonly Step[]): Step {
  return async (run) => {
    for (const step of steps) await step(run);
  };
}
