import type { Envelope } from '@hongxin/kit/events';
import type { AuditHead } from './documents.ts';
import { appended } from './row.ts';
import { type AuditStore, LostRace } from './store.ts';

export type Chain = {
  /** Number of the last event of a topic that has its row. */
  cursor(topic: string): Promise<number>;
  /** Gives each of these events its row. They follow the cursor; else, or when another replica was faster, LostRace. */
  append(topic: string, events: readonly Envelope[]): Promise<void>;
  head(): Promise<AuditHead>;
};

/** This process's end of the one chain. Topics take turns; other replicas are kept off by the store's compare and set. */
export function createChain(store: AuditStore, onAppended: (head: AuditHead) => void = () => {}): Chain {
  let known: AuditHead | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined); // who called hears of it
    return mine;
  };

  const head = async () => (known ??= await store.head());

  return {
    cursor: (topic) =>
      inTurn(async () => {
        known = await store.head();
        return known.cursors[topic] ?? 0;
      }),
    head: () => inTurn(head),
    append: (topic, events) =>
      inTurn(async () => {
        const before = await head();
        if (events[0]?.seq !== (before.cursors[topic] ?? 0) + 1) throw new LostRace();
        const { rows, head: after } = appended(before, events, new Date());
        known = null; // until it is sure that the rows are there
        await store.append(before, rows, after);
        known = after;
        onAppended(after);
      }),
  };
}
