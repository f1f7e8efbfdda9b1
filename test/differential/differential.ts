import { parseArgs } from 'node:util';
import { startStock } from './answers.ts';
import { compareSeed } from './compare.ts';

/** `--count N --seed S`: so many generated operations from this seed on; the first that differ are printed. */
const { values } = parseArgs({
  options: { count: { type: 'string', default: '5000' }, seed: { type: 'string', default: '1' } },
});
const [count, first] = [Number(values.count), Number(values.seed)];
await using stock = await startStock();
let [different, misplanned] = [0, 0];
for (let seed = first; seed < first + count; seed++) {
  const { wrong, isMisplanned } = await compareSeed(stock, seed);
  if (isMisplanned) misplanned++;
  if (wrong && ++different <= 3) process.stdout.write(`${wrong}\n\n`);
}
process.stdout.write(
  `${count} operations from seed ${first}: ${different} answered otherwise than they should be; ${misplanned} planned wrongly\n`,
);
if (different > 0) process.exitCode = 1;
