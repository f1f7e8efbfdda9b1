import { generateKeyPairSync } from 'node:crypto';
import type { Envelope } from '@hongxin/kit/events';
import { describe, expect, it } from 'vitest';
import { checkpointKey, createCheckpointSigner } from './checkpoint.ts';
import type { AuditCheckpoint, AuditHead, AuditRow } from './documents.ts';
import { appended, hashOfRow } from './row.ts';
import { verifyAudit } from './verify.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const jwk = privateKey.export({ format: 'jwk' }) as Record<string, unknown>;
const sign = createCheckpointSigner(jwk);
const at = new Date('2026-11-23T00:00:00.000Z');

const event = (topic: string, seq: number): Envelope => ({
  id: `${topic}-${seq}`,
  topic,
  seq,
  type: 'CheckedIn',
  v: 1,
  occurredAt: at.toISOString(),
  recordedAt: at.toISOString(),
  orgPath: '/d/a/',
  actor: { kind: 'MEMBER', sub: `member-${seq}`, role: 'MEMBER' },
  data: { checkInId: `check-in-${seq}`, evidence: 'SITE_CODE' },
});

type Audit = { rows: AuditRow[]; head: AuditHead; lines: string[]; copies: AuditCheckpoint[] };

const EMPTY: AuditHead = { seq: 0, hash: '', cursors: {} };
const events = Array.from({ length: 20 }, (_, i) => event(i % 2 ? 'funding' : 'activities', (i >> 1) + 1));

/** Twenty rows of two topics, with checkpoints at row 10 and at row 15. */
function newAudit(): Audit {
  const { rows, head } = appended(EMPTY, events, at);
  const copies = [10, 15].map((seq) => sign({ seq, hash: rows[seq - 1]?.hash ?? '' }, at));
  return { rows, head, copies, lines: copies.map((each) => JSON.stringify(each)) };
}

const verify = ({ rows, head, lines, copies }: Audit) => {
  const inOrder = rows.toSorted((a, b) => a._id - b._id);
  return verifyAudit(
    {
      rows: async function* () {
        yield inOrder.slice(0, 7);
        yield inOrder.slice(7);
      },
      between: async (from, to) => inOrder.filter(({ _id }) => _id >= from && _id <= to),
      head: async () => head,
      following: async (hash) => inOrder.filter(({ previousHash }) => previousHash === hash),
      last: async () => inOrder.at(-1)?._id ?? 0,
      lines: async () => lines,
      copies: async () => copies,
    },
    checkpointKey(jwk),
  );
};

const row = (audit: Audit, seq: number): AuditRow => {
  const found = audit.rows.find(({ _id }) => _id === seq);
  if (!found) throw new Error(`no row ${seq}`);
  return found;
};
const change = (audit: Audit, seq: number, what: Partial<AuditRow>) => Object.assign(row(audit, seq), what);
const remove = (audit: Audit, seq: number, count = 1) =>
  audit.rows.splice(audit.rows.indexOf(row(audit, seq)), count);
/** As someone does who knows how rows are chained. */
function chainAnew(audit: Audit, from: number): void {
  let previousHash = from === 1 ? '' : row(audit, from - 1).hash;
  for (const each of audit.rows.filter(({ _id }) => _id >= from).sort((a, b) => a._id - b._id)) {
    each.previousHash = previousHash;
    previousHash = each.hash = hashOfRow(each);
  }
  audit.head = { ...audit.head, seq: audit.rows.length, hash: previousHash };
}
const shift = (audit: Audit, from: number, by: number) => {
  for (const each of audit.rows) if (each._id >= from) each._id += by;
};
const forged = (audit: Audit, seq: number) => structuredClone({ ...row(audit, seq), actorId: 'somebody' });

const tampered: [string, (audit: Audit) => void, [string, number]][] = [
  ['a field', (audit) => change(audit, 7, { actorId: 'x' }), ['CHANGED', 7]],
  ['the hash of the data', (audit) => change(audit, 7, { dataHash: 'x' }), ['CHANGED', 7]],
  ['a time', (audit) => change(audit, 7, { occurredAt: new Date(0) }), ['CHANGED', 7]],
  [
    'a field, and the hash with it',
    (audit) => {
      change(audit, 7, { actorId: 'x' });
      change(audit, 7, { hash: hashOfRow(row(audit, 7)) });
    },
    ['CHANGED', 7],
  ],
  [
    'the last row, and the hash with it',
    (audit) => {
      change(audit, 20, { actorId: 'x' });
      change(audit, 20, { hash: hashOfRow(row(audit, 20)) });
    },
    ['HEAD_CHANGED', 20],
  ],
  ['a row taken out', (audit) => remove(audit, 7), ['REMOVED', 7]],
  ['the first row taken out', (audit) => remove(audit, 1), ['REMOVED', 1]],
  ['several rows taken out', (audit) => remove(audit, 7, 3), ['REMOVED', 7]],
  [
    'a row taken out, the others moved up',
    (audit) => {
      remove(audit, 7);
      shift(audit, 8, -1);
    },
    ['REMOVED', 7],
  ],
  [
    'a row between two others',
    (audit) => audit.rows.push({ ...forged(audit, 7), _id: 7.5 }),
    ['INSERTED', 7.5],
  ],
  [
    'a row put in, the others moved down',
    (audit) => {
      const made = forged(audit, 7);
      shift(audit, 7, 1);
      audit.rows.push(made);
    },
    ['INSERTED', 7],
  ],
  [
    'a well chained row put in, the others moved down',
    (audit) => {
      const made = forged(audit, 7);
      made.hash = hashOfRow(made);
      shift(audit, 7, 1);
      audit.rows.push(made);
    },
    ['INSERTED', 7],
  ],
  [
    'a well chained row after the last',
    (audit) => {
      const made = {
        ...forged(audit, 20),
        _id: 21,
        eventSeq: 11,
        topic: 'activities',
        previousHash: audit.head.hash,
      };
      audit.rows.push({ ...made, hash: hashOfRow(made) });
    },
    ['INSERTED', 21],
  ],
  [
    'two rows that changed places',
    (audit) => {
      const [a, b] = [row(audit, 4), row(audit, 9)];
      [a._id, b._id] = [b._id, a._id];
    },
    ['REORDERED', 4],
  ],
  [
    'two neighbours that changed places',
    (audit) => {
      const [a, b] = [row(audit, 4), row(audit, 5)];
      [a._id, b._id] = [b._id, a._id];
    },
    ['REORDERED', 4],
  ],
  ['the end cut off', (audit) => remove(audit, 18, 3), ['TRUNCATED', 18]],
  [
    'the end cut off up to a checkpoint, and the head put back',
    (audit) => {
      remove(audit, 13, 8);
      const { seq, hash } = appended(EMPTY, events.slice(0, 12), at).head;
      audit.head = { seq, hash, cursors: { activities: 6, funding: 6 } };
    },
    ['TRUNCATED', 13],
  ],
  [
    'a row changed and everything after it chained anew',
    (audit) => {
      change(audit, 7, { actorId: 'x' });
      chainAnew(audit, 7);
    },
    ['REWRITTEN', 1],
  ],
  [
    'a row after a checkpoint changed and everything after it chained anew',
    (audit) => {
      change(audit, 12, { actorId: 'x' });
      chainAnew(audit, 12);
    },
    ['REWRITTEN', 11],
  ],
  [
    'an event told twice by a well made chain',
    (audit) => {
      change(audit, 19, { eventSeq: 9 });
      chainAnew(audit, 19);
    },
    ['EVENT_REPEATED', 19],
  ],
  [
    'an event left out of a well made chain',
    (audit) => {
      change(audit, 19, { eventSeq: 11 });
      chainAnew(audit, 19);
    },
    ['EVENT_MISSING', 19],
  ],
  ['the head', (audit) => void (audit.head = { ...audit.head, hash: 'x' }), ['HEAD_CHANGED', 20]],
  [
    'a place in a topic',
    (audit) => void (audit.head = { ...audit.head, cursors: { activities: 10, funding: 11 } }),
    ['HEAD_CHANGED', 20],
  ],
  [
    'a checkpoint signed by someone else',
    (audit) => {
      const other = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
      audit.lines.push(JSON.stringify(createCheckpointSigner(other as never)({ seq: 12, hash: 'x' }, at)));
    },
    ['CHECKPOINT_FORGED', 12],
  ],
  [
    'a checkpoint whose number was changed',
    (audit) => void (audit.lines[1] = audit.lines[1]?.replace('"seq":15', '"seq":14') ?? ''),
    ['CHECKPOINT_FORGED', 14],
  ],
  ['a checkpoint made unreadable', (audit) => void (audit.lines[0] = '{'), ['CHECKPOINT_FORGED', 0]],
  ['a checkpoint taken out', (audit) => void audit.lines.pop(), ['CHECKPOINT_REMOVED', 15]],
];

describe('verifying the audit', () => {
  it('finds nothing where nothing was done', async () => {
    expect(await verify(newAudit())).toEqual({ rows: 20, checkpoints: 2, findings: [] });
    const nothing = { rows: [], head: EMPTY, lines: [], copies: [] };
    expect(await verify(nothing)).toEqual({ rows: 0, checkpoints: 0, findings: [] });
  });

  it.each(tampered)('names %s', async (_, tamper, [kind, seq]) => {
    const audit = newAudit();
    tamper(audit);
    expect((await verify(audit)).findings[0]).toMatchObject({ kind, seq });
  });

  it('takes rows that were appended while it read', async () => {
    const audit = newAudit();
    const { rows, head } = appended(audit.head, [event('activities', 11)], at);
    let asked = 0;
    const late = { ...audit, rows: audit.rows.concat(rows), head };
    const found = await verifyAudit(
      {
        rows: async function* () {
          yield audit.rows;
        },
        between: async (from, to) => (asked++, late.rows.filter(({ _id }) => _id >= from && _id <= to)),
        head: async () => late.head,
        following: async () => [],
        last: async () => 21,
        lines: async () => late.lines,
        copies: async () => late.copies,
      },
      checkpointKey(jwk),
    );
    expect([found.findings, found.rows, asked]).toEqual([[], 21, 1]);
  });
});
