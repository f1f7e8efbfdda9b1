import { randomBytes } from 'node:crypto';
import { Schema, type Connection } from 'mongoose';
import type { Log } from './log.ts';
import { type CryptoProfile, openSealed, sealText, type SealAlgorithm, suiteOf } from './personal-data.ts';

/**
 * Personal numbers and names at rest. Each service that keeps any has a ring of data keys in its own database, wrapped
 * with the key of its environment (PERSONAL_DATA_KEY). Sealed text names its key, so that keys can be changed while the
 * service runs. Form: `v2.<key id>.<iv>.<ciphertext>.<tag>`, bound to its place (`<collection>|<field>|<id>`).
 */
export type Vault = {
  seal(place: string, text: string): string;
  /** The text again; rejects for another place, a changed ciphertext or a key that was never in the ring. */
  open(place: string, sealed: string): Promise<string>;
  /** Sealed with the key that counts now. */
  isCurrent(sealed: string): boolean;
  /** What everything that is sealed now begins with. */
  readonly currentPrefix: string;
  readonly currentKey: string;
  /** Ids of all keys, the oldest first. */
  readonly keyIds: readonly string[];
  /** Reads the ring again, for who must not wait for the next round. */
  refresh(): Promise<void>;
  /** The id that the next key will have. */
  nextKeyId(): Promise<string>;
  /**
   * Makes a new key, with which everything is sealed from now on; a key of this id that is there already stays as it is.
   * Other processes notice within RELOAD_MS.
   */
  addKey(id?: string): Promise<string>;
  [Symbol.dispose](): void;
};

export const placeOf = (collection: string, field: string, id: string): string =>
  `${collection}|${field}|${id}`;

/** The id is made of `number`, which says which key is the newest: clocks of machines differ. */
type KeyDocument = {
  _id: string;
  number: number;
  algorithm: SealAlgorithm;
  wrapped: string;
  createdAt: Date;
};

const schema = new Schema<KeyDocument>(
  { _id: String, number: Number, algorithm: String, wrapped: String, createdAt: Date },
  { collection: 'dataKeys', versionKey: false },
);

/** How long a process may go on sealing with the key before the newest. */
export const RELOAD_MS = 30_000;

/** Two processes that start on an empty database make one first key: they mean the same id. */
const idOf = (number: number): string => `k${number}`;

export type VaultOptions = {
  readonly connection: Connection;
  /** Wraps the data keys; 32 bytes, from the environment. */
  readonly masterKey: Buffer;
  readonly profile?: CryptoProfile;
  readonly log: Log;
  readonly reloadMs?: number;
};

type OpenedKey = { readonly id: string; readonly algorithm: SealAlgorithm; readonly key: Buffer };

export async function openVault(options: VaultOptions): Promise<Vault> {
  const { connection, masterKey, profile = 'international', log, reloadMs = RELOAD_MS } = options;
  const keys = connection.model<KeyDocument>('DataKey', schema);
  const opened = new Map<string, OpenedKey>();

  async function load(): Promise<void> {
    const documents = await keys.find({}).sort({ number: 1 }).lean<KeyDocument[]>();
    for (const document of documents)
      if (!opened.has(document._id)) opened.set(document._id, unwrap(document, masterKey));
  }

  /** Many who meet the same unknown key ask once. */
  let loading: Promise<void> | undefined;
  const refresh = () =>
    (loading ??= load().finally(() => {
      loading = undefined;
    }));

  async function make(id: string): Promise<void> {
    const { algorithm } = suiteOf(profile);
    const wrapped = sealText(algorithm, masterKey, wrapPlace(id), randomBytes(32).toString('base64url'));
    const fresh = { number: Number(id.slice(1)), algorithm, wrapped, createdAt: new Date() };
    await keys.updateOne({ _id: id }, { $setOnInsert: fresh }, { upsert: true });
    await load();
  }

  const nextKeyId = async () => {
    await load();
    return idOf(opened.size + 1);
  };

  /** Keys are only ever added, in the order of their numbers. */
  const current = (): OpenedKey => {
    const newest = [...opened.values()].at(-1);
    if (!newest) throw new Error('the vault has no key');
    return newest;
  };

  if ((await nextKeyId()) === idOf(1)) await make(idOf(1));
  const rounds = repeat(refresh, reloadMs, (error) =>
    log.warn({ err: error }, 'the ring of data keys was not read; trying again soon'),
  );

  return {
    seal(place, text) {
      const { id, algorithm, key } = current();
      return `${prefixOf(id)}${sealText(algorithm, key, place, text)}`;
    },
    async open(place, sealed) {
      const [version, id = '', ...rest] = sealed.split('.');
      if (version !== VERSION) throw new Error(`unknown form of sealed data: ${version}`);
      if (!opened.has(id)) await refresh();
      const known = opened.get(id);
      if (!known) throw new Error(`no data key ${id}`);
      return openSealed(known.algorithm, known.key, place, rest.join('.'));
    },
    isCurrent: (sealed) => sealed.startsWith(prefixOf(current().id)),
    get currentPrefix() {
      return prefixOf(current().id);
    },
    get currentKey() {
      return current().id;
    },
    get keyIds() {
      return [...opened.keys()];
    },
    refresh,
    nextKeyId,
    async addKey(id) {
      const added = id ?? (await nextKeyId());
      await make(added);
      return added;
    },
    [Symbol.dispose]: () => rounds[Symbol.dispose](),
  };
}

/** Again after a pause; soon when it failed, for who has not read the ring goes on sealing with an older key. */
function repeat(work: () => Promise<void>, everyMs: number, failed: (error: unknown) => void): Disposable {
  let timer: NodeJS.Timeout;
  let isOver = false;
  const plan = (afterMs: number) => {
    if (!isOver) timer = setTimeout(() => void round(), afterMs).unref();
  };
  const round = async () => {
    try {
      await work();
      plan(everyMs);
    } catch (error) {
      if (!isOver) failed(error);
      plan(Math.min(RETRY_MS, everyMs));
    }
  };
  plan(everyMs);
  return {
    [Symbol.dispose]() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}

const RETRY_MS = 1_000;

const VERSION = 'v2';

const prefixOf = (id: string) => `${VERSION}.${id}.`;

const wrapPlace = (id: string) => `dataKeys|${id}`;

function unwrap({ _id: id, algorithm, wrapped }: KeyDocument, masterKey: Buffer): OpenedKey {
  try {
    const text = openSealed(algorithm, masterKey, wrapPlace(id), wrapped);
    return { id, algorithm, key: Buffer.from(text, 'base64url') };
  } catch (error) {
    throw new Error(`PERSONAL_DATA_KEY does not open data key ${id}: it is not the key of this database`, {
      cause: error,
    });
  }
}
