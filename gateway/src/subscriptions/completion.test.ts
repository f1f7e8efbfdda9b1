import { setTimeout as wait } from 'node:timers/promises';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { type Completing, deliver } from './completion.ts';

const event: ExecutionResult = {
  data: { feed: 'event' },
  extensions: { cursor: 'c7', completion: { feed: 'patch' } },
};
const unavailable = new GraphQLError('away', { extensions: { code: 'SERVICE_UNAVAILABLE' } });

/** The rest of the plan answers by `answer`; what is posted later is kept. */
function setting(answer: (asked: ExecutionResult, times: number) => Promise<ExecutionResult>) {
  const posted: ExecutionResult[] = [];
  const closing = new AbortController();
  let times = 0;
  const completing: Completing = {
    whole: (asked) => answer(asked, ++times),
    bare: async ({ extensions }) => ({
      data: { feed: 'bare' },
      errors: [new GraphQLError('missing')],
      extensions,
    }),
    post: (result) => posted.push(result),
    closed: closing.signal,
  };
  return { completing, posted, closing, times: () => times };
}

const whole = async ({ data, extensions }: ExecutionResult): Promise<ExecutionResult> => ({
  data: { of: data },
  extensions,
});

describe('degraded delivery', () => {
  it('tells an event whole when the others answer in time, and nothing after it', async () => {
    const { completing, posted } = setting(whole);
    expect(await deliver(event, completing)).toEqual({
      data: { of: { feed: 'event' } },
      extensions: { cursor: 'c7' },
    });
    await wait(400);
    expect(posted).toEqual([]);
  });

  it('tells it bare after 300 ms, and its completion when the others answer, with the same cursor', async () => {
    const { completing, posted } = setting(async (asked, times) =>
      times === 1 ? wait(600).then(() => whole(asked)) : whole(asked),
    );
    expect(await deliver(event, completing)).toEqual({
      data: { feed: 'bare' },
      extensions: { cursor: 'c7' },
    });
    await expect
      .poll(() => posted)
      .toEqual([{ data: { of: { feed: 'patch' } }, extensions: { cursor: 'c7' } }]);
  });

  it('asks again while the others are away', async () => {
    const { completing, posted, times } = setting(async (asked, n) =>
      n < 4 ? { data: null, errors: [unavailable] } : whole(asked),
    );
    expect((await deliver(event, completing)).data).toEqual({ feed: 'bare' });
    await expect.poll(() => posted.length, { timeout: 5_000 }).toBe(1);
    expect(times()).toBe(4);
  });

  it('stops asking when nobody listens any more', async () => {
    const { completing, posted, closing, times } = setting(async () => ({
      data: null,
      errors: [unavailable],
    }));
    await deliver(event, completing);
    closing.abort();
    const asked = times();
    await wait(700);
    expect(times()).toBeLessThanOrEqual(asked + 1);
    expect(posted).toEqual([]);
  });

  it('waits for the whole of an event that has no completion', async () => {
    const { completing } = setting(async (asked) => wait(500).then(() => whole(asked)));
    expect(await deliver({ data: { feed: 'event' }, extensions: { cursor: 'c8' } }, completing)).toEqual({
      data: { of: { feed: 'event' } },
      extensions: { cursor: 'c8' },
    });
  });
});
