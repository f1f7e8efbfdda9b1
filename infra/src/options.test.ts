import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('reading the flags of npm start', () => {
  it('has a default for each', () => {
    expect(readOptions([])).toEqual({
      help: false,
      data: undefined,
      lan: false,
      simulate: false,
      ratePerMinute: 60,
      seed: undefined,
    });
  });

  it('takes them all', () => {
    const args = ['--data', '/srv/x', '--lan', '--simulate', '--rate', '300', '--seed', 'autumn'];
    const flags = {
      help: false,
      data: '/srv/x',
      lan: true,
      simulate: true,
      ratePerMinute: 300,
      seed: 'autumn',
    };
    expect(readOptions(args)).toEqual(flags);
  });

  it.each([
    [['--simulat'], '--simulat'],
    [['now'], 'now'],
    [['--data'], '--data'],
    [['--simulate', '--rate', 'fast'], 'fast'],
    [['--simulate', '--rate', '0'], '0'],
    [['--simulate', '--rate', '6001'], '6001'],
    [['--rate', '20'], '--simulate'],
  ])('refuses %j', (args, named) => {
    expect(() => readOptions(args)).toThrow(named);
  });
});
