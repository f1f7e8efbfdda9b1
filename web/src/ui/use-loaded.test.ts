import { effectScope } from 'vue';
import { describe, expect, it } from 'vitest';
import { useLoaded } from './use-loaded.ts';

/** Answers of a server, given one by one. */
function answers() {
  const waiting: PromiseWithResolvers<string>[] = [];
  const load = (): Promise<string> => {
    const next = Promise.withResolvers<string>();
    waiting.push(next);
    return next.promise;
  };
  return { waiting, load };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('loading', () => {
  it('keeps the last answer while another is on its way, and when that fails', async () => {
    const { waiting, load } = answers();
    const loaded = useLoaded(load);
    expect(loaded.isLoading.value).toBe(true);
    waiting[0]?.resolve('first');
    await settled();
    void loaded.reload();
    expect(loaded.data.value).toBe('first');
    waiting[1]?.reject(new Error('away'));
    await settled();
    expect(loaded.data.value).toBe('first');
    expect(loaded.problem.value).toEqual(new Error('away'));
    expect(loaded.isLoading.value).toBe(false);
  });

  it('drops an answer that a later request has overtaken', async () => {
    const { waiting, load } = answers();
    const loaded = useLoaded(load);
    void loaded.reload();
    waiting[1]?.resolve('later');
    await settled();
    waiting[0]?.resolve('earlier');
    await settled();
    expect(loaded.data.value).toBe('later');
  });

  it('ends with its page', async () => {
    const { waiting, load } = answers();
    const scope = effectScope();
    const loaded = scope.run(() => useLoaded(load));
    scope.stop();
    waiting[0]?.resolve('too late');
    await settled();
    expect(loaded?.data.value).toBeNull();
  });
});
