import { openDatabase as open } from '@hongxin/kit/testing/database';
import { registerCollections } from '../collections.ts';

/** This service's collections in a database of their own, dropped at the end. */
export const openDatabase = () => open('organizations', registerCollections);

export type Database = Awaited<ReturnType<typeof openDatabase>>;
