import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentNode, GraphQLError, Kind, parse, print, separateOperations } from 'graphql';
import type { StoredOperation } from './breaks.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** Documents of the pages that are being built, and of the example that partners copy: text by who sends it. */
export function operationsInUse(): Record<string, string> {
  const pages = read('web/src/**/*.ts', /\bgraphql\(\s*(?:\/\*.*?\*\/\s*)?`([^`]*)`/g);
  const examples = read('gateway/example/*.mjs', /[`']((?:query|subscription|mutation|\{)[^`']*)[`']/g);
  const named = separateOperations(parse(pages.map(({ text }) => text).join('\n')));
  return Object.fromEntries([
    ...Object.entries(named).map(([name, document]) => [`页面 ${name}`, print(document)]),
    ...examples
      .filter(({ text }) => isOperation(text))
      .map(({ file, text }, index) => [`示例 ${file} ${index + 1}`, print(parse(text))]),
  ]);
}

export const storedOperations = (texts: Record<string, string>): StoredOperation[] =>
  Object.entries(texts).map(([name, text]) => ({ name, document: parse(text) }));

function read(pattern: string, document: RegExp): { file: string; text: string }[] {
  const files = globSync(pattern, { cwd: root }).filter((file) => !/\/generated\/|\.test\.ts$/.test(file));
  return files.toSorted().flatMap((file) => {
    const matches = readFileSync(join(root, file), 'utf8').matchAll(document);
    return [...matches].map(([, text = '']) => ({ file, text }));
  });
}

/** Other text of JavaScript may begin with a brace as well. */
function isOperation(text: string): boolean {
  try {
    const { definitions }: DocumentNode = parse(text);
    return definitions.every(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  } catch (error) {
    if (error instanceof GraphQLError) return false;
    throw error;
  }
}
