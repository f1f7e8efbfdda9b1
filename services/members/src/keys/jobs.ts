import { defineJob, handleJob, type JobHandler, type JobQueue } from '@hongxin/kit/jobs';
import { z } from 'zod';
import { continueRotation, type RotationWork } from './continue-rotation.ts';

/** A queue of its own: computing of indexes does not wait behind a rotation. */
export const KEYS_QUEUE = 'members-keys';

/** What there is to do, the rotation in the database says: a lost job loses nothing. */
const continueRotationJob = defineJob({ name: 'members.continue-key-rotation', payload: z.object({}) });

/** Added while one waits or runs, it is the same job. */
const ONE_AT_A_TIME = { jobId: 'continue-key-rotation', removeOnComplete: true, removeOnFail: true };

export const addRotationJob = (queue: JobQueue): Promise<void> =>
  queue.add(continueRotationJob, {}, ONE_AT_A_TIME);

export const rotationJobs = (work: RotationWork): JobHandler[] => [
  handleJob(continueRotationJob, () => continueRotation(work)),
];
