import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { StepUpCancelled, withStepUp } from '../auth/step-up.ts';

type Action = {
  isBusy: Ref<boolean>;
  problem: ShallowRef<unknown>;
  /** The answer; undefined when it failed (`problem` says why) or the person did not want to prove who it is. */
  run<T>(send: () => Promise<T>): Promise<T | undefined>;
};

/** One button's work: busy while it runs, a proof asked for where one is needed, the problem kept to be shown. */
export function useAction(): Action {
  const isBusy = ref(false);
  const problem = shallowRef<unknown>(null);

  async function run<T>(send: () => Promise<T>): Promise<T | undefined> {
    if (isBusy.value) return undefined;
    isBusy.value = true;
    problem.value = null;
    try {
      return await withStepUp(send);
    } catch (thrown) {
      if (!(thrown instanceof StepUpCancelled)) problem.value = thrown;
      return undefined;
    } finally {
      isBusy.value = false;
    }
  }

  return { isBusy, problem, run };
}
