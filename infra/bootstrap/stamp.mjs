// Work is done again when its inputs have changed, never only because its product is missing or there.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './root.mjs';

/** A hash over names and contents of files, and of all files in folders but for the skipped ones. */
export function hashOf(paths, skipped = []) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const file of paths.flatMap((path) => filesIn(join(root, path), skipped))) {
    hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesIn(path, skipped) {
  if (skipped.includes(relative(root, path))) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name), skipped));
}

export function isCurrent(file, hash) {
  const path = join(root, file);
  return existsSync(path) && readFileSync(path, 'utf8') === hash;
}

export function writeStamp(file, hash) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), hash);
}
