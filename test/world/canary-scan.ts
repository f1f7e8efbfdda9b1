import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const OVERLAP = 64;
const CHUNK = 8 * 1024 * 1024;

export type Sighting = { readonly file: string; readonly text: string };

/** Every file below the folder that holds one of the texts, as UTF-8 bytes; the names of files count too. */
export async function lookFor(texts: readonly string[], folder: string): Promise<Sighting[]> {
  const sightings: Sighting[] = [];
  const needles = texts.map((text) => ({ text, bytes: Buffer.from(text) }));
  for (const name of await readdir(folder, { recursive: true })) {
    const file = join(folder, name);
    for (const { text } of needles) if (name.includes(text)) sightings.push({ file, text });
    const found = await stat(file).catch(() => null); // a file may go while we look
    if (!found?.isFile()) continue;
    const held = new Set<string>();
    let rest = Buffer.alloc(0);
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
      const part = Buffer.concat([rest, chunk]);
      for (const { text, bytes } of needles) if (!held.has(text) && part.includes(bytes)) held.add(text);
      rest = part.subarray(-OVERLAP);
    }
    for (const text of held) sightings.push({ file, text });
  }
  return sightings;
}
