import { parseArgs } from 'node:util';
import { fuzzSeed } from './fuzz.ts';

/** `--count N --seed S`: so many operations, variables and answers of subgraphs, from this seed on. */
const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const [count, first] = [Number(values.count), Number(values.seed)];
let bad = 0;
for (let seed = first; seed < first + count; seed++) {
  const fault = await fuzzSeed(seed);
  if (fault && ++bad <= 3) process.stdout.write(`${fault}\n\n`);
}
process.stdout.write(
  `${count} from seed ${first}: ${bad} went wrong; ${process.memoryUsage.rss() >> 20} MiB\n`,
);
if (bad > 0) process.exitCode = 1;
