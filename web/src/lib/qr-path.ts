import { encode } from 'uqr';

export type QrPicture = { size: number; path: string };

/** Correction Q: a quarter of the code may be hidden by glare or a hand. Runs of modules become one rectangle each. */
export function qrPicture(text: string): QrPicture {
  const { size, data } = encode(text, { ecc: 'Q', border: 0 });
  const parts = data.flatMap((row, y) => {
    const runs: string[] = [];
    for (let x = 0; x < size; x += 1) {
      if (!row[x]) continue;
      const start = x;
      while (x + 1 < size && row[x + 1]) x += 1;
      const width = x - start + 1;
      runs.push(`M${start} ${y}h${width}v1h-${width}z`);
    }
    return runs;
  });
  return { size, path: parts.join('') };
}
