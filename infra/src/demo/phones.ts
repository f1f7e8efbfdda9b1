import { scales, type Scale } from './scale.ts';

const SUSPENDED_ONE_IN = 400;

/** Form of a mobile number, in a range that no one uses to our knowledge, and plain to see: 154 0000 0001 and on. */
export const phoneOf = (index: number): string => `154${String(index + 1).padStart(8, '0')}`;

/** A few members whose rights rest, so that this refusal can be seen too. */
export const isSuspended = (index: number): boolean => index % SUSPENDED_ONE_IN === SUSPENDED_ONE_IN - 1;

/** Numbers of all members of the demo district who may check in. They do not depend on the seed. */
export const demoPhones = (scale: Scale = 'full'): string[] =>
  Array.from({ length: scales[scale].members }, (_, i) => i).flatMap((i) =>
    isSuspended(i) ? [] : [phoneOf(i)],
  );
