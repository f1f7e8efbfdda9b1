import { registerCollections as activities } from '@hongxin/activities/collections';
import { registerCollections as funding } from '@hongxin/funding/collections';
import { registerCollections as identity } from '@hongxin/identity/collections';
import { prepareCollections } from '@hongxin/kit/mongo';
import { registerCollections as members } from '@hongxin/members/collections';
import { registerCollections as organizations } from '@hongxin/organizations/collections';
import mongoose, { type Connection } from 'mongoose';

const registers = { organizations, members, activities, funding, identity };
type Service = keyof typeof registers;
type CollectionsOf = { [S in Service]: ReturnType<(typeof registers)[S]> };

export type DemoDatabases = {
  /** Keeps the mark of what was loaded. */
  own: Connection;
  connections: Record<Service, Connection>;
  collections: CollectionsOf;
  /** What only an earlier, half-done load has written. */
  clear(): Promise<void>;
  /** Whether someone else's documents are there. */
  areEmpty(): Promise<boolean>;
  prepare(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** The services' databases, with their own models. Bulk writes wait for no disk: only the mark at the end does. */
export async function openDatabases(mongodbUri: string, name: string): Promise<DemoDatabases> {
  const options = {
    w: 1,
    journal: false,
    autoIndex: false,
    autoCreate: false,
    serverSelectionTimeoutMS: 5_000,
    maxPoolSize: 4,
  } as const;
  const own = await mongoose.createConnection(mongodbUri, { ...options, dbName: `${name}_demo` }).asPromise();
  const services = Object.keys(registers) as Service[];
  const connections = Object.fromEntries(
    services.map((service) => [service, own.useDb(`${name}_${service}`)]),
  ) as Record<Service, Connection>;
  const collections = Object.fromEntries(
    services.map((service) => [service, registers[service](connections[service])]),
  ) as unknown as CollectionsOf;
  const each = async (act: (connection: Connection) => Promise<unknown>) => {
    await Promise.all(services.map((service) => act(connections[service])));
  };
  return {
    own,
    connections,
    collections,
    clear: () => each((connection) => connection.dropDatabase()),
    prepare: () => each(prepareCollections),
    async areEmpty() {
      const { organizations, members, activities, identity } = collections;
      const roots = [
        organizations.organizations,
        members.members,
        activities.sites,
        identity.staffAccounts,
      ].map((model) => model.collection);
      return (await Promise.all(roots.map((root) => root.findOne({})))).every((found) => found === null);
    },
    [Symbol.asyncDispose]: () => own.close(),
  };
}
