import { parseArgs } from 'node:util';
import { startStock } from './answers.ts';
import { compareSeed } from './compare.ts';
import { fuzzSeed } from './fuzz.ts';
import { openLiveFuzz } from './fuzz-live.ts';

/**
 * `--count N --seed S --part names,answers,live`: so many of each from this seed on; the first that went wrong are printed.
 * names: operations whose names collide, answered as a whole server would. answers: subgraphs that say anything. live:
 * streams and changes of such, whose heap at the end may be a tenth larger than after the first tenth.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    part: { type: 'string', default: 'names,answers,live' },
  },
});
const [count, first] = [Number(values.count), Number(values.seed)];
const MOST_GROWTH = 1.1;
let bad = 0;
const tell = (fault: string): void => void (++bad <= 3 && process.stdout.write(`${fault}\n\n`));
const sum = (part: string, more = ''): void =>
  void process.stdout.write(`${part}: ${count} from seed ${first}, ${bad} went wrong so far${more}\n`);

const parts: Record<string, () => Promise<void>> = {
  async names() {
    await using stock = await startStock();
    let misplanned = 0;
    for (let seed = first; seed < first + count; seed++) {
      const found = await compareSeed(stock, seed);
      if (found.isMisplanned) misplanned++;
      if (found.wrong) tell(found.wrong);
    }
    sum('names', `; ${misplanned} planned wrongly, by us as by @apollo/gateway`);
  },
  async answers() {
    for (let seed = first; seed < first + count; seed++) {
      const fault = await fuzzSeed(seed);
      if (fault) tell(fault);
    }
    sum('answers');
  },
  async live() {
    await using fuzz = await openLiveFuzz();
    const heaps: number[] = [];
    const tenth = Math.ceil(count / 10);
    for (let done = 0; done < count; done += tenth) {
      for (const fault of await fuzz.run(first + done, Math.min(tenth, count - done))) tell(fault);
      globalThis.gc?.();
      heaps.push(process.memoryUsage().heapUsed);
    }
    const growth = (heaps.at(-1) ?? 0) / (heaps[0] ?? 1);
    if (growth > MOST_GROWTH)
      tell(`the heap grew to ${growth.toFixed(2)} of what it was after the first tenth`);
    sum('live', `; heap ${heaps.map((one) => one >> 20).join(', ')} MiB`);
  },
};

for (const part of values.part.split(',')) {
  const run = parts[part];
  if (!run) throw new Error(`there is no part ${part}: ${Object.keys(parts).join(', ')}`);
  await run();
}
process.exitCode = bad > 0 ? 1 : 0;
