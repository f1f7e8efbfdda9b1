import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 256;
/** Powers of ten of guesses that a password must withstand, as zxcvbn counts them. */
const LEAST_GUESSES_LOG10 = 9;
/** What is judged of a long one: the time that judging takes grows faster than the length. */
const JUDGED_LENGTH = 96;

/** What people here would take first, besides the 30,000 passwords that the library knows. */
const OWN_WORDS = [
  'admin administrator root system guanliyuan mima password passw0rd p@ssw0rd',
  'hongxin fuyang hangzhou zhejiang zhonguo zhongguo china dangjian dangyuan',
  'liangxin gongwei shehui gongzuo woaini woaizuguo woaidang 5201314 1314520',
  '红芯 富阳 杭州 党建 党员 两新 密码 管理员 我爱你 19210701 19491001',
].flatMap((line) => line.split(' '));

export type PasswordWeakness = 'LENGTH' | 'HAS_USERNAME' | 'GUESSABLE' | 'USED_BEFORE';

export const WEAKNESSES: Record<PasswordWeakness, string> = {
  LENGTH: `密码须为 ${MIN_PASSWORD_LENGTH}–${MAX_PASSWORD_LENGTH} 个字符。`,
  HAS_USERNAME: '密码不能包含用户名。',
  GUESSABLE: '这个密码容易被猜到，请避开常见密码、连续或重复的字符、常用词和日期。',
  USED_BEFORE: '不能使用最近用过的密码。',
};

let factory: Promise<ZxcvbnFactory> | undefined;

/** Loaded when the first password is chosen: its lists take 30 MB that a process mostly never needs. */
function loadFactory(): Promise<ZxcvbnFactory> {
  factory ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]).then(
    ([{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }]) =>
      new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs }),
  );
  return factory;
}

/** What is wrong with a new password; null when it may be taken. */
export async function judgePassword(password: string, username: string): Promise<PasswordWeakness | null> {
  const { length } = [...password];
  if (length < MIN_PASSWORD_LENGTH || length > MAX_PASSWORD_LENGTH) return 'LENGTH';
  if (password.toLowerCase().includes(username.toLowerCase())) return 'HAS_USERNAME';
  const judge = await loadFactory();
  const words = [...OWN_WORDS, ...username.split(/[._-]/)];
  const { guessesLog10 } = judge.check(password.slice(0, JUDGED_LENGTH), words);
  return guessesLog10 < LEAST_GUESSES_LOG10 ? 'GUESSABLE' : null;
}
