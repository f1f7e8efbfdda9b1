import { setTimeout as wait } from 'node:timers/promises';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { type Executing, tell } from './completion.ts';

const event: ExecutionResult = {
  data: { feed: 'event' },
  extensions: { cursor: 'c7', completions: [{ feed: 'patch' }] },
};
const unavailable = new GraphQLError('away', { extensions: { code: 'SERVICE_UNAVAILABLE' } });

/** The rest of the plan answers by `answer`. */
function setting(answer: (asked: ExecutionResult, times: number) => Promise<ExecutionResult>) {
  const posted: ExecutionResult[] = [];
  const closing = new AbortController();
  let times = 0;
  const executing: Executing = {
    whole: (asked) => answer(asked, ++times),
    bare: async ({ extensions }) => ({
      data: { feed: 'bare' },
      errors: [new GraphQLError('missing')],
      extensions,
    }),
  };
  async function hear(told: ExecutionResult) {
    const { result, complete } = await tell(told, executing);
    void complete?.((later) => posted.push(later), closing.signal);
    return result;
  }
  return { hear, posted, closing, times: () => times };
}

const whole = async ({ data, extensions }: ExecutionResult): Promise<ExecutionResult> => ({
  data: { of: data },
  extensions,
});
const bare = { data: { feed: 'bare' }, extensions: { cursor: 'c7', incomplete: true } };

describe('degraded delivery', () => {
  it('tells an event whole when the others answer in time, and nothing after it', async () => {
    const { hear, posted } = setting(whole);
    expect(await hear(event)).toEqual({ data: { of: { feed: 'event' } }, extensions: { cursor: 'c7' } });
    await wait(400);
    expect(posted).toEqual([]);
  });

  it('tells it bare after 300 ms, and its completion when the others answer, with the same cursor', async () => {
    const { hear, posted } = setting(async (asked, times) =>
      times === 1 ? wait(600).then(() => whole(asked)) : whole(asked),
    );
    expect(await hear(event)).toEqual(bare);
    await expect
      .poll(() => posted)
      .toEqual([{ data: { of: { feed: 'patch' } }, extensions: { cursor: 'c7' } }]);
  });

  it('asks again while the others are away, for every completion', async () => {
    const { hear, posted } = setting(async (asked, n) =>
      n < 6 ? { data: null, errors: [unavailable] } : whole(asked),
    );
    const completions = [{ feed: 'one' }, { feed: 'two' }];
    expect(await hear({ ...event, extensions: { cursor: 'c7', completions } })).toEqual(bare);
    await expect
      .poll(() => posted.map(({ data }) => data).toSorted(), { timeout: 5_000 })
      .toEqual([{ of: { feed: 'one' } }, { of: { feed: 'two' } }]);
  });

  it('goes without what nothing will complete', async () => {
    const { hear } = setting(async () => ({ data: null, errors: [unavailable] }));
    expect(await hear({ ...event, extensions: { cursor: 'c7', completions: [] } })).toEqual({
      data: { feed: 'bare' },
      extensions: { cursor: 'c7' },
    });
  });

  it('gives the reason of an event of which nothing is left', async () => {
    const missing = [new GraphQLError('missing')];
    const { result } = await tell(event, {
      whole: async () => ({ data: null, errors: [unavailable] }),
      bare: async () => ({ data: null, errors: missing }),
    });
    expect(result).toEqual({ data: null, errors: missing });
  });

  it('stops asking when nobody listens any more', async () => {
    const { hear, posted, closing, times } = setting(async () => ({ data: null, errors: [unavailable] }));
    await hear(event);
    closing.abort();
    const asked = times();
    await wait(700);
    expect(times()).toBeLessThanOrEqual(asked + 1);
    expect(posted).toEqual([]);
  });

  it('waits for the whole of an event that names no completions', async () => {
    const { hear } = setting(async (asked) => wait(500).then(() => whole(asked)));
    expect(await hear({ data: { feed: 'event' }, extensions: { cursor: 'c8' } })).toEqual({
      data: { of: { feed: 'event' } },
      extensions: { cursor: 'c8' },
    });
  });
});
