import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { badInput } from '@hongxin/kit/errors';

export type FeedFilter = {
  readonly siteIds?: readonly string[] | null;
  readonly sessionIds?: readonly string[] | null;
  /**
   * What the reader is held to, whatever was asked for: members at home at these places of the tree, and whoever is at
   * these sites. Never from a client's input.
   */
  readonly within?: readonly string[] | null;
  readonly sites?: readonly string[] | null;
};

/** Opaque places in the feed: topic, number and the filter's hash under a signature. Good on any replica. */
export type Cursors = {
  make(seq: number, filter: FeedFilter): string;
  open(cursor: string, filter: FeedFilter): number;
};

export function createCursors(topic: string, key: Buffer): Cursors {
  const sign = (text: string) => createHmac('sha256', key).update(text).digest().subarray(0, 12);
  return {
    make(seq, filter) {
      const text = `${topic}.${seq}.${filterKey(filter)}`;
      return `${Buffer.from(text).toString('base64url')}.${sign(text).toString('base64url')}`;
    },
    open(cursor, filter) {
      const [body = '', mac = ''] = cursor.split('.');
      const text = Buffer.from(body, 'base64url').toString('utf8');
      if (!same(mac, sign(text).toString('base64url')))
        throw badInput('游标无效。请不带 after 重新订阅，先取得快照。', 'CURSOR_INVALID');
      const [of, seq, hash] = text.split('.');
      if (of !== topic || hash !== filterKey(filter))
        throw badInput('游标属于另一个订阅条件。请不带 after 重新订阅，先取得快照。', 'CURSOR_FOREIGN');
      return Number(seq);
    },
  };
}

/** Short name of what a filter wants, whatever the order of its lists. */
export function filterKey({ siteIds, sessionIds, within, sites }: FeedFilter): string {
  const lists = [siteIds, sessionIds, within, ...(sites?.length ? [sites] : [])];
  return createHash('sha256')
    .update(JSON.stringify(lists.map((list) => (list ? [...list].sort() : null))))
    .digest('base64url')
    .slice(0, 12);
}

/** The texts themselves: base64url that decodes to the same bytes is still another text. */
function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
