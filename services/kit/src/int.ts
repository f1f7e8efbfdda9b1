/** The largest whole number that GraphQL's Int can say, and the smallest without its sign. */
export const MOST_INT = 2_147_483_647;

/** A count or a length of time kept within Int: said as the most there is, where a null in its place would say nothing. */
export const withinInt = (value: number): number => Math.max(-MOST_INT, Math.min(MOST_INT, value));
