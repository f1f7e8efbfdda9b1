import type { AuditHead, AuditRow } from './documents.ts';
import type { Finding } from './finding.ts';
import { hashOfRow } from './row.ts';

/** Where the chain breaks: row `at` should be here, after a row of the hash `previousHash`; `row` stands here. */
export type Break = { readonly at: number; readonly previousHash: string; readonly row: AuditRow | null };

/** Walks the chain row by row, in the order of their numbers; keeps the hash of the row before and nothing else. */
export function createChainCheck() {
  let [seq, hash] = [0, ''];
  const cursors = new Map<string, number>();

  /** Null when the row follows. */
  function take(row: AuditRow): Break | Finding | null {
    const at = seq + 1;
    if (row._id !== at || row.previousHash !== hash || hashOfRow(row) !== row.hash)
      return { at, previousHash: hash, row };
    const gap = eventGap(row);
    if (gap) return gap;
    [seq, hash] = [at, row.hash];
    return null;
  }

  /** A row that is chained well but tells an event twice, or leaves one out, was made by someone else than the reader. */
  function eventGap({ _id, topic, eventSeq }: AuditRow): Finding | null {
    const next = (cursors.get(topic) ?? 0) + 1;
    cursors.set(topic, eventSeq);
    if (eventSeq === next) return null;
    const kind = eventSeq < next ? 'EVENT_REPEATED' : 'EVENT_MISSING';
    return { kind, seq: _id, detail: `${topic} ${eventSeq}` };
  }

  /** The head is written with the last row; a row beyond it was put there by other hands. */
  function end(head: AuditHead): Finding | null {
    if (seq > head.seq) return { kind: 'INSERTED', seq: head.seq + 1 };
    if (seq < head.seq) return { kind: 'TRUNCATED', seq: seq + 1 };
    const isSame = hash === head.hash && [...cursors].every(([topic, last]) => head.cursors[topic] === last);
    return isSame ? null : { kind: 'HEAD_CHANGED', seq };
  }

  return {
    take,
    end,
    get seq() {
      return seq;
    },
    get hash() {
      return hash;
    },
  };
}

/**
 * What was done where the chain breaks. `elsewhere`: whether the row that should stand here stands somewhere else;
 * `last`: the highest number of any row.
 */
export function explain({ at, previousHash, row }: Break, elsewhere: boolean, last: number): Finding {
  const gone = elsewhere ? 'REORDERED' : 'REMOVED';
  if (!row || (Number.isInteger(row._id) && row._id > at)) return { kind: gone, seq: at };
  if (row._id !== at) return { kind: 'INSERTED', seq: row._id };
  const written = writtenAs(row, last + 1);
  // Chained to what stood before it: the row before was changed, and its hash made anew.
  if (written === at && row.previousHash !== previousHash) return { kind: 'CHANGED', seq: at - 1 };
  if (written === null) return { kind: elsewhere ? 'INSERTED' : 'CHANGED', seq: at };
  // Moved up by what was put in before it, or down by what was taken out.
  return written < at ? { kind: 'INSERTED', seq: written } : { kind: gone, seq: at };
}

/** The number under which a row was written, by its own hash; null when its content was changed. */
function writtenAs(row: AuditRow, last: number): number | null {
  for (let seq = 1; seq <= last; seq++) if (hashOfRow(row, seq) === row.hash) return seq;
  return null;
}
