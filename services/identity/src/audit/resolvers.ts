import { clampFirst } from '@hongxin/kit/paging';
import type { Context, SignedInContext } from '../context.ts';
import type { AuditHead, AuditRow } from './documents.ts';
import type { AuditFilter } from './store.ts';

type Page = { filter?: AuditFilter | null; first: number; before?: number | null };

export const auditResolvers = {
  Query: {
    auditRows: (_: unknown, { filter, first, before }: Page, { auditStore, viewer }: SignedInContext) =>
      auditStore.page(viewer, filter ?? {}, clampFirst(first, 100), before ?? null),
    auditState: (_: unknown, __: unknown, { auditStore }: Context) => auditStore.head(),
  },

  AuditState: {
    rows: ({ seq }: AuditHead) => seq,
    head: ({ hash }: AuditHead) => hash,
    checkpoint: (_: unknown, __: unknown, { auditStore }: Context) => auditStore.lastCheckpoint(),
  },

  AuditCheckpoint: {
    signedAt: ({ signedAt }: { signedAt: string }) => new Date(signedAt),
  },

  AuditRow: {
    seq: (row: AuditRow) => row._id,
    actor: (row: AuditRow, _: unknown, { loaders }: Context) =>
      row.actorKind === 'STAFF' ? loaders.accounts.load(row.actorId) : null,
  },
};
