import { fileURLToPath } from 'node:url';

/** The folder that holds all rooms of the project. */
export const repository = fileURLToPath(new URL('../../', import.meta.url));
