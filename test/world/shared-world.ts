import { createWorld, type World } from './world.ts';

let shared: Promise<World> | undefined;
let users = 0;

/** The one world of all stories of a test file: a world of its own costs each some fifteen seconds of processor time. */
export function joinWorld(): Promise<World> {
  users++;
  return (shared ??= createWorld());
}

/** The last one to leave takes it down. */
export async function leaveWorld(): Promise<void> {
  users--;
  if (users > 0) return;
  const world = await shared;
  shared = undefined;
  await world?.[Symbol.asyncDispose]();
}
