import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const SKIPPED = /node_modules|\/dist\/|\.gen\.ts$|graphql\/generated\//;

type Import = { readonly from: string; readonly to: string; readonly specifier: string };

const files = globSync(
  ['services/*/src/**/*.ts', 'gateway/src/**/*.ts', 'infra/**/*.ts', 'test/**/*.ts', 'web/src/**/*.{ts,vue}'],
  { cwd: root },
).filter((file) => !SKIPPED.test(file));
const text = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

const imports: Import[] = files.flatMap((from) =>
  [...(text.get(from) ?? '').matchAll(/(?:from|import) '([^']+)'|import\('([^']+)'\)/g)].map((match) => {
    const specifier = match[1] ?? match[2] ?? '';
    const to = specifier.startsWith('.')
      ? relative(root, resolve(root, dirname(from), specifier))
      : specifier;
    return { from, to, specifier };
  }),
);

const isTest = (file: string) => /\.(test|story)\.ts$|\/(testing|trial)\//.test(file);
const roomOf = (file: string): string => /^(services\/[\w-]+|[\w-]+)/.exec(file)?.[0] ?? '';
const ofProduct = imports.filter(({ from }) => /^(services|gateway)\//.test(from) && !isTest(from));
const tell = ({ from, specifier }: Import) => `${from} → ${specifier}`;

/** One row for each rule of who may import whom; README's table says the same in words. */
const rules: readonly [string, (one: Import) => boolean][] = [
  [
    'the kit knows npm and itself only',
    ({ from, specifier }) => from.startsWith('services/kit/') && specifier.startsWith('@hongxin/'),
  ],
  [
    'a service knows the kit, itself, and of other services their events',
    ({ from, specifier }) =>
      /^services\/(?!kit)/.test(from) &&
      specifier.startsWith('@hongxin/') &&
      !/^@hongxin\/kit\/|^@hongxin\/\w+\/events$/.test(specifier),
  ],
  [
    'the gateway knows the kit, and of services their events; their SDL it reads as text',
    ({ from, specifier }) =>
      from.startsWith('gateway/') &&
      specifier.startsWith('@hongxin/') &&
      !/^@hongxin\/kit\/|^@hongxin\/\w+\/events$/.test(specifier),
  ],
  [
    'nobody reaches into another room by a path',
    ({ from, to, specifier }) => specifier.startsWith('.') && roomOf(to) !== roomOf(from),
  ],
  ['product code never imports infra or test', ({ specifier }) => /^@hongxin\/(infra|test)/.test(specifier)],
  ['product code does not import what is for its tests', ({ specifier }) => /\/testing\//.test(specifier)],
];

describe('who may import whom', () => {
  it.each(rules)('%s', (_, breaks) => {
    expect(ofProduct.filter(breaks).map(tell)).toEqual([]);
  });

  it('rules are pure: what has no store, socket or GraphQL beside it decides alone', () => {
    const impure =
      /^(mongoose|ioredis|bullmq|graphql|graphql-yoga|node:(http|net|fs|child_process))$|\/(store|resolvers|actions)\.ts$/;
    const isRule = (file: string) =>
      /^services\/(?!kit)[\w-]+\/src\/[\w-]+\//.test(file) &&
      files.includes(file.replace(/\.ts$/, '.test.ts')) &&
      !/(store|snapshot|patches|actions|resolvers|serve|jobs|feed|recomputing|renewal|pair|sign-in|create-account)\.ts$/.test(
        file,
      );
    expect(
      ofProduct.filter(({ from, specifier }) => isRule(from) && impure.test(specifier)).map(tell),
    ).toEqual([]);
  });

  it('the web’s surfaces do not know each other', () => {
    const surface = (file: string) => /^web\/src\/(screen|mobile|console)\//.exec(file)?.[1];
    const strays = imports.filter(
      ({ from, to }) => surface(from) && surface(to) && surface(from) !== surface(to),
    );
    expect(strays.map(tell)).toEqual([]);
  });
});

/** Files that ask the database, by their names. */
const KEEPERS = ['store', '[\\w-]+-store', 'snapshot', 'projection', 'figures', 'presence'];

describe('one place for each thing', () => {
  it('only env.ts reads the environment', () => {
    const readers = files.filter(
      (file) =>
        /^(services|gateway)\//.test(file) && !isTest(file) && /process\.env/.test(text.get(file) ?? ''),
    );
    const allowed = ['services/kit/src/testing/database.ts', 'gateway/src/telemetry-off.ts'];
    expect(readers.filter((file) => !file.endsWith('/env.ts') && !allowed.includes(file))).toEqual([]);
  });

  it('resolvers, contexts and rules of access know documents as types only', () => {
    const knowing = /^services\/.*\/(resolvers|context|access)\.ts$/;
    const strays = files.filter(
      (file) =>
        knowing.test(file) &&
        /^import (?!type).*from '(mongoose|.*\/collections\.ts)'/m.test(text.get(file) ?? ''),
    );
    expect(
      strays.filter((file) => !/import \{ type [^}]*\} from '.*collections\.ts'/.test(text.get(file) ?? '')),
    ).toEqual([]);
  });

  it('collections are held by stores alone: nobody else can ask for rows past their scope', () => {
    const holding = /\bCollections\b|\bModel<|\.collection\(|connection\.model|\bmongoose\.connection\b/;
    // What puts the parts together hands collections on; the rest read a picture or keep a projection of their own.
    const assembling =
      /\/(collections|documents|server|worker|assemble[\w-]*|context|create-account|recompute)\.ts$/;
    const keeping = new RegExp(`/(${KEEPERS.join('|')})\\.ts$`);
    const holders = files.filter(
      (file) => /^services\/(?!kit)/.test(file) && !isTest(file) && holding.test(text.get(file) ?? ''),
    );
    expect(holders.filter((file) => !assembling.test(file) && !keeping.test(file))).toEqual([]);
  });

  it('no file is longer than 250 lines, no table of tests than 300', () => {
    const long = files
      .map((file) => ({ file, lines: (text.get(file) ?? '').split('\n').length }))
      .filter(({ file, lines }) => lines > (isTest(file) ? 300 : 250));
    expect(long).toEqual([]);
  });

  it('no test is skipped and nothing is left to do', () => {
    const marks = new RegExp(
      `\\b(it|test|describe)\\.(skip|only|todo)\\b|\\b${'TO'}${'DO'}\\b|\\b${'FIX'}${'ME'}\\b|@ts-(ignore|nocheck)|\\bas any[;,)\\]]`,
    );
    expect(
      files.filter((file) => file !== 'test/architecture.test.ts' && marks.test(text.get(file) ?? '')),
    ).toEqual([]);
  });
});
