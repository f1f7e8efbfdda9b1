import { actorOf } from '@hongxin/kit/events';
import { newId } from '@hongxin/kit/ids';
import type { Viewer } from '@hongxin/kit/viewer';
import type { Context } from '../context.ts';
import { takeReason } from '../privacy/refusals.ts';
import { FIRST_PLACE } from './continue-rotation.ts';
import type { KeyRotationDocument } from './documents.ts';

type DataKeys = {
  readonly currentKeyId: string;
  readonly keys: number;
  readonly rotation: KeyRotationDocument | null;
};

type World = Pick<Context, 'vault' | 'rotations' | 'wakeRotation' | 'tell' | 'now'>;

export async function dataKeys({ vault, rotations }: World): Promise<DataKeys> {
  await vault.refresh(); // another process may have made a key a moment ago
  return { currentKeyId: vault.currentKey, keys: vault.keyIds.length, rotation: await rotations.latest() };
}

/** The rotation is written down first, with the key that it will make: a crash in between leaves work, not a loose key. */
export async function rotateDataKey(world: World, viewer: Viewer, given: string): Promise<DataKeys> {
  const reason = takeReason(given, 4, 200);
  const { vault, rotations, now } = world;
  if (!(await rotations.running())) {
    const rotation: KeyRotationDocument = {
      _id: newId(),
      keyId: await vault.nextKeyId(),
      isRunning: true,
      startedAt: now(),
      place: FIRST_PLACE,
      done: 0,
      total: await rotations.sealedDocuments(),
    };
    if (await rotations.start(rotation, actorOf(viewer), reason)) {
      world.tell();
      await vault.addKey(rotation.keyId);
      await rotations.noteKey(rotation._id, now());
    }
  }
  world.wakeRotation();
  return await dataKeys(world);
}
