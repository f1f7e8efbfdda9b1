import { mongo } from 'mongoose';

/** Whether a unique index refused the write. */
export const isDuplicate = (error: unknown): boolean =>
  error instanceof mongo.MongoServerError && error.code === 11_000;
