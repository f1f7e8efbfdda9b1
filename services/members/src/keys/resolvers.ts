import type { Context } from '../context.ts';
import type { KeyRotationDocument } from './documents.ts';
import { dataKeys, rotateDataKey } from './rotate.ts';

export const keyResolvers = {
  Query: {
    dataKeys: (_: unknown, __: unknown, context: Context) => dataKeys(context),
  },
  Mutation: {
    rotateDataKey: (_: unknown, { reason }: { reason: string }, context: Context) =>
      context.viewer && rotateDataKey(context, context.viewer, reason),
  },
  KeyRotation: { id: ({ _id }: KeyRotationDocument) => _id },
};
