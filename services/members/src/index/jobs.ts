import { defineJob, handleJob, type JobHandler } from '@hongxin/kit/jobs';
import { z } from 'zod';
import { recomputeAll, recomputeDirty, type IndexWork } from './actions.ts';

/** Which indexes, the marks in the database say: a lost job loses nothing. */
export const recomputeDirtyJob = defineJob({ name: 'members.recompute-dirty', payload: z.object({}) });

export const recomputeAllJob = defineJob({ name: 'members.recompute-all', payload: z.object({}) });

export const indexJobs = (work: IndexWork): JobHandler[] => [
  handleJob(recomputeDirtyJob, async () => {
    await recomputeDirty(work);
  }),
  handleJob(recomputeAllJob, async () => {
    work.log.info(await recomputeAll(work), 'all indexes computed anew');
  }),
];
