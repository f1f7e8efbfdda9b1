import { describe, expect, it } from 'vitest';
import { judgePassword } from './password-policy.ts';

describe('judging a new password', () => {
  it.each([
    ['11 characters', 'correct hor', 'LENGTH'],
    ['257 characters', 'q7!'.repeat(86), 'LENGTH'],
    ['the username in it', 'my wang.li passage', 'HAS_USERNAME'],
    ['the username in capitals', 'my WANG.LI passage', 'HAS_USERNAME'],
    ['known and lengthened', 'password1234', 'GUESSABLE'],
    ['known with other signs', 'P@ssw0rd1234', 'GUESSABLE'],
    ["the administrator's usual one", 'Admin@123456', 'GUESSABLE'],
    ['digits in order', '123456789012', 'GUESSABLE'],
    ['keys in order', 'qwertyuiop123', 'GUESSABLE'],
    ['columns of keys', '1qaz2wsx3edc', 'GUESSABLE'],
    ['one character', 'aaaaaaaaaaaaaaaa', 'GUESSABLE'],
    ['one word', '红心红心红心红心红心红心', 'GUESSABLE'],
    ['the place and the year', 'fuyang2026!!', 'GUESSABLE'],
    ['the work and the year', 'dangjian2026', 'GUESSABLE'],
    ['a saying in numbers', 'woaini1314520', 'GUESSABLE'],
    ['a day and the country', 'zhongguo19491001', 'GUESSABLE'],
    ['four words', 'correct horse battery', null],
    ['a sentence', '春江水暖鸭先知富春江边有人家', null],
    ['twelve random characters', 'vK7#pQ2!mZ9x', null],
    ['256 characters', `vK7#pQ2!mZ9x${'z'.repeat(244)}`, null],
  ])('%s', async (_name, password, expected) => {
    expect(await judgePassword(password, 'wang.li')).toBe(expected);
  });

  it('takes no long time for any', async () => {
    await judgePassword('vK7#pQ2!mZ9x', 'wang.li');
    const start = performance.now();
    await judgePassword('4@8({[<369&#!1/|0$5+7%2'.repeat(12).slice(0, 256), 'wang.li');
    expect(performance.now() - start).toBeLessThan(1_500); // a busy machine is slow
  });
});
