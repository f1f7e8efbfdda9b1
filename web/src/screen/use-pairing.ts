import { onScopeDispose, ref, type Ref } from 'vue';
import { AuthProblem } from '../auth/auth-problem.ts';
import { pollPairing, startPairing, type Pairing } from '../auth/pairing.ts';
import { reconnectDelayMs } from '../graphql/resume.ts';

export type PairingView = {
  /** Null until the server gave one. */
  userCode: Ref<string | null>;
  /** KEYLESS: the house pairs only screens with a device key, and this browser at this address can hold none. */
  trouble: Ref<'UNREACHABLE' | 'KEYLESS' | null>;
};

/** Holds a pairing code on the screen, a new one before the old ends, until the console approves it. */
export function usePairing(onApproved: () => void): PairingView {
  const userCode = ref<string | null>(null);
  const trouble = ref<'UNREACHABLE' | 'KEYLESS' | null>(null);
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
      trouble.value = null;
    } catch (problem) {
      console.warn('pairing step failed', problem);
      failures += 1;
      const isKeyless = problem instanceof AuthProblem && problem.code.startsWith('DEVICE_KEY_');
      trouble.value = isKeyless ? 'KEYLESS' : 'UNREACHABLE';
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
  return { userCode, trouble };
}
