import { parseArgs } from 'node:util';
import { fuzzSeed } from './fuzz.ts';
import { openLiveFuzz } from './fuzz-live.ts';

/**
 * `--count N --seed S`: so many operations, variables and answers of subgraphs, and so many streams and changes, from this
 * seed on. The heap at the end may be a tenth larger than after the first tenth.
 */
const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const [count, first] = [Number(values.count), Number(values.seed)];
const MOST_GROWTH = 1.1;
let bad = 0;
const tell = (fault: string): void => void (++bad <= 3 && process.stdout.write(`${fault}\n\n`));

for (let seed = first; seed < first + count; seed++) {
  const fault = await fuzzSeed(seed);
  if (fault) tell(fault);
}
process.stdout.write(`operations: ${count} from seed ${first}: ${bad} went wrong\n`);

const heaps: number[] = [];
{
  await using fuzz = await openLiveFuzz();
  const tenth = Math.ceil(count / 10);
  for (let done = 0; done < count; done += tenth) {
    for (const fault of await fuzz.run(first + done, Math.min(tenth, count - done))) tell(fault);
    globalThis.gc?.();
    heaps.push(process.memoryUsage().heapUsed);
  }
}
const growth = (heaps.at(-1) ?? 0) / (heaps[0] ?? 1);
if (growth > MOST_GROWTH) tell(`the heap grew to ${growth.toFixed(2)} of what it was after the first tenth`);
process.stdout.write(
  `with streams: ${bad} went wrong; heap ${heaps.map((one) => one >> 20).join(', ')} MiB; ${process.memoryUsage.rss() >> 20} MiB\n`,
);
process.exitCode = bad > 0 ? 1 : 0;
