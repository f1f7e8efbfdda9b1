import { parseArgs } from 'node:util';
import { LaunchProblem, messageOf } from './launch-problem.ts';
import { messages } from './messages.ts';

export type StartOptions = {
  help: boolean;
  data: string | undefined;
  lan: boolean;
  simulate: boolean;
  ratePerMinute: number;
  seed: string | undefined;
};

const defaultRate = 60;

/** What stands behind `npm start --`. Anything unknown is refused: a mistyped flag must not pass for a wish. */
export function readOptions(args: string[]): StartOptions {
  const { values } = parse(args);
  const ratePerMinute = values.rate === undefined ? defaultRate : Number(values.rate);
  if (!(ratePerMinute >= 1 && ratePerMinute <= 6_000))
    throw new LaunchProblem(messages.badRate(values.rate ?? ''));
  if (values.rate !== undefined && !values.simulate) throw new LaunchProblem(messages.rateWithoutSimulate);
  return {
    help: values.help ?? false,
    data: values.data,
    lan: values.lan ?? false,
    simulate: values.simulate ?? false,
    ratePerMinute,
    seed: values.seed,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        help: { type: 'boolean', short: 'h' },
        data: { type: 'string' },
        lan: { type: 'boolean' },
        simulate: { type: 'boolean' },
        rate: { type: 'string' },
        seed: { type: 'string' },
      },
    });
  } catch (error) {
    throw new LaunchProblem(messages.badOption(messageOf(error)));
  }
}
