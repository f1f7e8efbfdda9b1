import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseLocale } from './locale.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

type Tree = { readonly [key: string]: string | readonly string[] | Tree };

function keysOf(tree: Tree | readonly string[], prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
  );
}

function textOf(tree: Tree, key: string): unknown {
  return key.split('.').reduce<unknown>((node, part) => (node as Tree | undefined)?.[part], tree);
}

const zhKeys = keysOf(zhCN);

describe('the languages', () => {
  it('have the same keys', () => {
    expect(keysOf(en).toSorted()).toEqual(zhKeys.toSorted());
  });

  it('leave no text empty', () => {
    expect(zhKeys.filter((key) => textOf(zhCN, key) === '' || textOf(en, key) === '')).toEqual([]);
  });

  it('fill the same places in both', () => {
    const places = (text: unknown): string[] =>
      [...String(text).matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted();
    expect(
      zhKeys.filter((key) => places(textOf(zhCN, key)).join() !== places(textOf(en, key)).join()),
    ).toEqual([]);
  });
});

describe('texts that the pages ask for', () => {
  const source = join(import.meta.dirname, '..');
  const files = globSync('{*,ui/*,mobile/**/*,console/**/*,screen/**/*}.vue', { cwd: source });
  // Keys that are written out; those with a part computed are checked up to that part.
  const asked = files.flatMap((file) => {
    const text = readFileSync(join(source, file), 'utf8');
    return [...text.matchAll(/\bt\(\s*['`]([\w.-]+)(\$\{)?/g)].map(([, key = '', isOpen]) => ({
      file,
      key,
      isOpen: Boolean(isOpen),
    }));
  });

  it('are all there', () => {
    expect(asked.length).toBeGreaterThan(100);
    const missing = asked.filter(({ key, isOpen }) =>
      isOpen
        ? typeof textOf(zhCN, key.replace(/\.$/, '')) !== 'object'
        : typeof textOf(zhCN, key) !== 'string',
    );
    expect(missing).toEqual([]);
  });
});

describe('choosing the language', () => {
  it.each([
    ['', null, 'zh-CN'],
    ['?lang=en', null, 'en'],
    ['?lang=en', 'zh-CN', 'en'],
    ['?lang=zh', 'en', 'zh-CN'],
    ['', 'en', 'en'],
    ['?lang=fr', null, 'zh-CN'],
  ] as const)('%s with %s kept: %s', (search, kept, locale) => {
    expect(chooseLocale(search, kept)).toBe(locale);
  });
});
