/** A failure whose message tells the person what to do; anything else is a fault of ours and shows its stack. */
export class Failure extends Error {}
