export type CameraProblem = 'insecure' | 'missing' | 'denied' | 'slow' | 'unsupported' | 'failed';

export class CameraFailed extends Error {
  readonly reason: CameraProblem;

  constructor(reason: CameraProblem, cause?: unknown) {
    super(`camera: ${reason}`, { cause });
    this.name = 'CameraFailed';
    this.reason = reason;
  }
}

/** Some web views never start the camera and never say so. */
const START_WITHIN_MS = 5_000;

/** Starts the rear camera in a video element, or throws a CameraFailed within 5 s. Returns how to stop it. */
export async function openCamera(video: HTMLVideoElement): Promise<() => void> {
  if (!window.isSecureContext) throw new CameraFailed('insecure');
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraFailed('missing');
  const opening = navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 1280 } },
  });
  const stream = await inTime(opening, (late) => stop(late)).catch(rethrow);
  try {
    video.srcObject = stream;
    await inTime(video.play());
  } catch (error) {
    stop(stream);
    return rethrow(error);
  }
  return () => {
    video.srcObject = null;
    stop(stream);
  };
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** What arrives too late must still be given back, or the camera's light stays on. */
function inTime<T>(work: Promise<T>, giveBack?: (late: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      reject(new CameraFailed('slow'));
    }, START_WITHIN_MS);
    work.then(
      (value) => {
        clearTimeout(timer);
        if (isOver) giveBack?.(value);
        else resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

function rethrow(error: unknown): never {
  if (error instanceof CameraFailed) throw error;
  throw new CameraFailed(reasonOf(error), error);
}

function reasonOf(error: unknown): CameraProblem {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return 'failed';
}
