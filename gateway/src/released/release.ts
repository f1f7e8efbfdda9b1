import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Supergraph } from '@apollo/federation-internals';
import type { GraphQLSchema } from 'graphql';
import { supergraphFile } from '../supergraph-file.ts';
import { type Break, breaksOf } from './breaks.ts';
import { operationsInUse, storedOperations } from './stored-operations.ts';

const folder = join(import.meta.dirname, '..', '..', 'released');
/** The supergraph of the last release. */
const released = join(folder, 'supergraph.graphql');
/** What its pages and the partners' example send. */
const operations = join(folder, 'operations.json');
/** Sentence of a change → why it is made all the same, and who was told. */
const onPurpose = join(folder, 'on-purpose.json');

type Comparison = {
  readonly breaks: readonly Break[];
  /** Excused, but not or no longer made. */
  readonly stale: readonly string[];
};

/** The committed supergraph beside the released one, without what is broken on purpose. */
export function compareWithRelease(): Comparison {
  const breaks = breaksOf(
    apiSchemaOf(released),
    apiSchemaOf(supergraphFile),
    storedOperations(readJson(operations)),
  );
  const excused = readJson(onPurpose);
  return {
    breaks: breaks.filter(({ what }) => !excused[what]?.trim()),
    stale: Object.keys(excused).filter((sentence) => breaks.every(({ what }) => what !== sentence)),
  };
}

/** The present supergraph becomes the released one; what was broken on purpose is so no longer. */
export function writeRelease(): void {
  writeFileSync(released, readFileSync(supergraphFile));
  writeFileSync(operations, `${JSON.stringify(operationsInUse(), null, 2)}\n`);
  writeFileSync(onPurpose, '{}\n');
}

const apiSchemaOf = (file: string): GraphQLSchema =>
  Supergraph.build(readFileSync(file, 'utf8')).apiSchema().toGraphQLJSSchema();

const readJson = (file: string): Record<string, string> => JSON.parse(readFileSync(file, 'utf8'));
