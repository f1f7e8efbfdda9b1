import { createHash } from 'node:crypto';
import { badInput, notFound } from '@hongxin/kit/errors';
import { actorOf } from '@hongxin/kit/events';
import { isId } from '@hongxin/kit/ids';
import { isOperation, operationHash } from '@hongxin/kit/operation-hash';
import type { Outbox } from '@hongxin/kit/outbox';
import { assertSameContent } from '@hongxin/kit/same-content';
import type { Viewer } from '@hongxin/kit/viewer';
import type { ClientSession } from 'mongoose';
import { isDuplicate } from '../duplicate.ts';
import { ApiClientChanged } from '../events.ts';
import { readName, readTerms, type Terms, type TermsInput } from './client.ts';
import type { ApiClientDocument } from './documents.ts';
import type { ClientStore } from './store.ts';

export type ClientActions = ReturnType<typeof createClientActions>;

type Operations = { readonly allowedOperations?: readonly string[] | null };
export type RegisterInput = TermsInput & Operations & { id: string; name: string; organizationId: string };
export type UpdateInput = TermsInput & Operations & { id: string };

type Parts = {
  readonly clients: ClientStore;
  readonly outbox: Outbox;
  /** An organization's path in the tree, asked of its owner; null when there is none. */
  readonly placeOf: (organizationId: string) => Promise<string | null>;
  readonly isProduction: boolean;
  /** Wakes the relay after a commit. */
  readonly tell: () => void;
  readonly now?: () => Date;
};

const MOST_OPERATIONS = 100;

export function createClientActions(parts: Parts) {
  const { clients, outbox, placeOf, isProduction, tell, now = () => new Date() } = parts;

  async function register(viewer: Viewer, input: RegisterInput): Promise<ApiClientDocument> {
    if (!isId(input.id)) throw badInput('系统编号须为 UUID。');
    const registeredAs = createHash('sha256').update(JSON.stringify(input)).digest('hex');
    const known = await clients.find(input.id);
    if (known) return sameOr(known, registeredAs);
    const client = await newClient(viewer, input, registeredAs);
    try {
      await clients.together(async (session) => {
        await clients.add(client, session);
        await record(viewer, client, { change: 'REGISTERED', reason: null }, session);
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return sameOr(await found(input.id), registeredAs);
    }
    tell();
    return client;
  }

  async function newClient(viewer: Viewer, input: RegisterInput, registeredAs: string) {
    const at = now();
    const named = readName(input.name);
    if (typeof named === 'string') throw badInput(named);
    const terms = termsOf(input);
    if (!terms.jwksUrl && !terms.jwks?.length) throw badInput('请填写 jwksUrl 或 jwks 中的一项。');
    const orgPath = await placeOf(input.organizationId);
    if (!orgPath) throw badInput('没有这个组织。');
    return {
      _id: input.id,
      ...named,
      ...(terms as Terms),
      jwksUrl: terms.jwksUrl ?? null,
      organizationId: input.organizationId,
      orgPath,
      allowedOperations: hashesOf(input.allowedOperations ?? []),
      devSecretHash: null,
      registeredAt: at,
      registeredBy: viewer.sub,
      registeredAs,
      revokedAt: null,
    } satisfies ApiClientDocument;
  }

  async function update(viewer: Viewer, input: UpdateInput): Promise<ApiClientDocument> {
    const { allowedOperations } = input;
    const change = {
      ...termsOf(input),
      ...(allowedOperations && { allowedOperations: hashesOf(allowedOperations) }),
    };
    await clients.together(async (session) => {
      const client = await found(input.id, session);
      if (!(await clients.change(input.id, change, session)))
        throw badInput('这个系统的访问权已撤销，不能再修改。如需恢复，请重新登记。', 'CLIENT_REVOKED');
      await record(viewer, client, { change: 'UPDATED', reason: null }, session);
    });
    tell();
    return found(input.id);
  }

  async function revoke(viewer: Viewer, id: string, reason: string): Promise<ApiClientDocument> {
    const given = reason.trim();
    if ([...given].length < 4 || [...given].length > 200) throw badInput('撤销原因须为 4–200 个字。');
    await clients.together(async (session) => {
      const client = await found(id, session);
      if (await clients.change(id, { revokedAt: now() }, session))
        await record(viewer, client, { change: 'REVOKED', reason: given }, session);
    });
    tell();
    return found(id);
  }

  function termsOf(input: TermsInput): Partial<Terms> {
    const terms = readTerms(input, { now: now(), isProduction });
    if (typeof terms === 'string') throw badInput(terms);
    return terms;
  }

  async function found(id: string, session?: ClientSession): Promise<ApiClientDocument> {
    const client = await clients.find(id, session);
    if (!client) throw notFound('没有这个系统。');
    return client;
  }

  async function record(
    viewer: Viewer,
    { _id: clientId, orgPath }: ApiClientDocument,
    what: { change: 'REGISTERED' | 'UPDATED' | 'REVOKED'; reason: string | null },
    session: ClientSession,
  ): Promise<void> {
    const actor = actorOf(viewer, orgPath);
    await outbox.add(session, ApiClientChanged, [
      { occurredAt: now(), orgPath, actor, data: { clientId, ...what } },
    ]);
  }

  return { register, update, revoke };
}

function sameOr(known: ApiClientDocument, registeredAs: string): ApiClientDocument {
  assertSameContent(known, { registeredAs }, '这个编号已登记了另一个系统，请换一个编号。');
  return known;
}

function hashesOf(operations: readonly string[]): string[] {
  if (operations.length > MOST_OPERATIONS) throw badInput(`允许的操作最多 ${MOST_OPERATIONS} 个。`);
  const wrong = operations.findIndex((text) => !isOperation(text));
  if (wrong >= 0) throw badInput(`第 ${wrong + 1} 个允许的操作不是完整的 GraphQL 操作。`);
  return [...new Set(operations.map(operationHash))];
}
