import { onMounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { AuthProblem } from '../auth/auth-problem.ts';
import { takeRedirectAnswer } from '../auth/redirect-answer.ts';
import { readSignInMethods, takeHandover } from '../auth/sign-in.ts';

export type WeChat = {
  /** Whether this house offers it. */
  isOffered: Ref<boolean>;
  /** Its session is being taken up. */
  isEntering: Ref<boolean>;
  /** WeChat knows who it is: the next one-time code binds this account. In memory only; a reload asks WeChat anew. */
  bindTicket: Ref<string | null>;
  /** The code of why it did not work out. */
  refusal: ShallowRef<string | null>;
  /** Leaves for WeChat, which sends the browser back to this page with the same `next`. */
  start(next: string): void;
};

export function useWeChat(enter: () => unknown): WeChat {
  const answer = takeRedirectAnswer();
  const isOffered = ref(false);
  const isEntering = ref(answer?.kind === 'HANDOVER');
  const bindTicket = ref(answer?.kind === 'BIND' ? answer.ticket : null);
  const refusal = shallowRef(answer?.kind === 'REFUSED' ? answer.code : null);

  onMounted(async () => {
    if (answer?.kind === 'HANDOVER') await takeUp(answer.code);
    isOffered.value = (await readSignInMethods()).member.includes('WECHAT');
  });

  async function takeUp(code: string): Promise<void> {
    try {
      await takeHandover(code, 'member');
      await enter();
    } catch (problem) {
      console.warn('handover not taken up', problem);
      refusal.value = problem instanceof AuthProblem ? problem.code : 'UNKNOWN';
    } finally {
      isEntering.value = false;
    }
  }

  return {
    isOffered,
    isEntering,
    bindTicket,
    refusal,
    start: (next) => location.assign(`/auth/wechat/start?to=${encodeURIComponent(next)}`),
  };
}
