import { onScopeDispose, ref, type Ref } from 'vue';
import { pollPairing, startPairing, type Pairing } from '../auth/pairing.ts';
import { reconnectDelayMs } from '../lib/backoff.ts';

export type PairingView = {
  /** Null until the server gave one. */
  userCode: Ref<string | null>;
  isUnreachable: Ref<boolean>;
};

/** Holds a pairing code on the screen, a new one before the old ends, until the console approves it. */
export function usePairing(onApproved: () => void): PairingView {
  const userCode = ref<string | null>(null);
  const isUnreachable = ref(false);
  let pairing: Pairing | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isStopped = false;

  async function step(): Promise<number | null> {
    pairing ??= await startPairing();
    userCode.value = pairing.userCode;
    const state = await pollPairing(pairing);
    if (state === 'APPROVED') return null;
    if (state === 'EXPIRED') {
      pairing = null;
      return 0;
    }
    return pairing.pollSeconds * 1_000;
  }

  async function run(): Promise<void> {
    let pauseMs: number | null;
    try {
      pauseMs = await step();
      failures = 0;
      isUnreachable.value = false;
    } catch (problem) {
      console.warn('pairing step failed', problem);
      failures += 1;
      isUnreachable.value = true;
      pauseMs = reconnectDelayMs(failures, Math.random());
    }
    if (isStopped) return;
    if (pauseMs === null) onApproved();
    else timer = setTimeout(run, pauseMs);
  }

  onScopeDispose(() => {
    isStopped = true;
    clearTimeout(timer);
  });
  void run();
  return { userCode, isUnreachable };
}
