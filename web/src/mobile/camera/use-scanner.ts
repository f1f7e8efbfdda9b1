import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { CameraFailed, openCamera, type CameraProblem } from './open-camera.ts';
import { createQrReader, type QrReader } from './qr-reader.ts';

const LOOK_EVERY_MS = 120;

export type Scanner = {
  state: Ref<'starting' | 'looking' | 'stopped'>;
  problem: ShallowRef<CameraProblem | null>;
  start(video: HTMLVideoElement): Promise<void>;
  stop(): void;
};

/** Looks for QR codes in the camera's picture until `onText` says that this one was the right one. */
export function useScanner(onText: (text: string) => boolean): Scanner {
  const state = ref<'starting' | 'looking' | 'stopped'>('stopped');
  const problem = shallowRef<CameraProblem | null>(null);
  let close: (() => void) | null = null;
  let turn = 0;

  function stop(): void {
    turn += 1;
    close?.();
    close = null;
    state.value = 'stopped';
  }

  async function start(video: HTMLVideoElement): Promise<void> {
    stop();
    const mine = turn;
    problem.value = null;
    state.value = 'starting';
    try {
      const closeThis = await openCamera(video);
      if (mine !== turn) return closeThis();
      close = closeThis;
      state.value = 'looking';
      const read = await createQrReader();
      if (!read) throw new CameraFailed('unsupported');
      await look(video, read, mine);
    } catch (error) {
      if (mine !== turn) return;
      stop();
      problem.value = error instanceof CameraFailed ? error.reason : 'failed';
      console.warn('scanner', error);
    }
  }

  async function look(video: HTMLVideoElement, read: QrReader, mine: number): Promise<void> {
    while (mine === turn) {
      const text = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA ? await read(video) : null;
      if (mine !== turn) return;
      if (text !== null && onText(text)) return stop();
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  onScopeDispose(stop);
  return { state, problem, start, stop };
}
