import type { Viewer } from '@hongxin/kit/viewer';
import { buildSchema, type ExecutionResult, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Federation, Operation } from './federation.ts';
import { createFigures } from './live/figures.ts';
import { bytesOf, shareQueries } from './share-queries.ts';

const viewer: Viewer = { sub: 'm1', kind: 'MEMBER', roles: [], scopes: [] };

function counted() {
  const waiting: PromiseWithResolvers<ExecutionResult>[] = [];
  const federation: Federation = shareQueries({
    schema: buildSchema('type Query { a: Int }'),
    figures: createFigures(),
    execute() {
      const one = Promise.withResolvers<ExecutionResult>();
      waiting.push(one);
      return one.promise;
    },
    subscribe: () => Promise.reject(new Error('not here')),
    update: async () => false,
    [Symbol.asyncDispose]: async () => {},
  });
  const ask = (text: string, more: Partial<Operation> = {}) =>
    federation.execute({ document: parse(text), text, variables: {}, context: { viewer }, ...more });
  return { ask, waiting };
}

describe('the same query at the same time', () => {
  it('is executed once, and its bytes are made once', async () => {
    const { ask, waiting } = counted();
    const asked = [ask('{ a }'), ask('{ a }'), ask('{ a }')];
    expect(waiting).toHaveLength(1);
    waiting[0]?.resolve({ data: { a: 1 } });
    const [one, other] = (await Promise.all(asked)).map(bytesOf);
    expect(String(one)).toBe('{"data":{"a":1}}');
    expect(other).toBe(one);
  });

  it('is executed again after its answer, and after a failure', async () => {
    const { ask, waiting } = counted();
    const first = ask('{ a }');
    waiting[0]?.resolve({ data: { a: 1 } });
    await first;
    const second = ask('{ a }');
    waiting[1]?.reject(new Error('a bug'));
    await expect(second).rejects.toThrow('a bug');
    void ask('{ a }');
    expect(waiting).toHaveLength(3);
  });

  it.each<[string, Partial<Operation>]>([
    ['of another person', { context: { viewer: { ...viewer, sub: 'm2' } } }],
    ['of nobody', { context: { viewer: null } }],
    ['of another session', { context: { viewer: { ...viewer, session: 's2' } } }],
    ['of a right stepped up', { context: { viewer: { ...viewer, steppedUpUntil: 9 } } }],
    ['of another role', { context: { viewer: { ...viewer, roles: [{ role: 'auditor', orgPath: '/' }] } } }],
    ['with other variables', { variables: { n: 2 } }],
    ['under another name', { operationName: 'B' }],
  ])('%s is another', (_, more) => {
    const { ask, waiting } = counted();
    void ask('{ a }');
    void ask('{ a }', more);
    expect(waiting).toHaveLength(2);
  });

  it('is executed again after a change, whose effect the one under way may not show', async () => {
    const { ask, waiting } = counted();
    const before = ask('{ a }');
    const change = ask('mutation { a }');
    waiting[1]?.resolve({ data: { a: 2 } });
    await change;
    const after = ask('{ a }');
    expect(waiting).toHaveLength(3);
    waiting[0]?.resolve({ data: { a: 1 } });
    await before;
    expect(ask('{ a }')).toBe(after);
  });

  it('is not what changes are: each is made', () => {
    const { ask, waiting } = counted();
    void ask('mutation { a }');
    void ask('mutation { a }');
    expect(waiting).toHaveLength(2);
  });
});
