import { i18n } from './i18n.ts';
import type { CheckInRefusal } from '../graphql/generated/graphql.ts';
import type { en } from './en.ts';

export type ProblemText = { message: string; nextStep: string };

type KnownCode = keyof typeof en.common.problem;

/** Codes of our own and of GraphQL's protocol: their message is for programs, never shown. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  'NETWORK',
  'TIMEOUT',
  'ANSWER_UNREADABLE',
  'INTERNAL_SERVER_ERROR',
  'UNKNOWN',
]);

/** What to tell a person about anything that was thrown: in Chinese the server's own sentence where it gave one. */
export function problemText(problem: unknown): ProblemText {
  const { code, message, nextStep } = readProblem(problem);
  const known = i18n.global.messages.value[i18n.global.locale.value].common.problem;
  const text = known[isKnown(code) ? code : 'UNKNOWN'];
  const isServersWord = i18n.global.locale.value === 'zh-CN' && !OWN_WORDS.has(code) && hasChinese(message);
  return isServersWord ? { message, nextStep: nextStep ?? text.nextStep } : text;
}

/** The server says in Chinese why; for another language the map by reason is exhaustive over the contract's enum. */
export function refusalText(refusal: {
  reason: CheckInRefusal;
  message: string;
  nextStep: string;
}): ProblemText {
  if (i18n.global.locale.value === 'zh-CN') return { message: refusal.message, nextStep: refusal.nextStep };
  const map: Record<CheckInRefusal, ProblemText> = i18n.global.messages.value.en.common.refusal;
  return map[refusal.reason];
}

function isKnown(code: string): code is KnownCode {
  return Object.hasOwn(i18n.global.messages.value['zh-CN'].common.problem, code);
}

function hasChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}

function readProblem(problem: unknown): { code: string; message: string; nextStep?: string } {
  if (!(problem instanceof Error)) return { code: 'UNKNOWN', message: String(problem) };
  const { code, nextStep } = problem as Error & { code?: unknown; nextStep?: unknown };
  return {
    code: typeof code === 'string' ? code : 'UNKNOWN',
    message: problem.message,
    ...(typeof nextStep === 'string' ? { nextStep } : {}),
  };
}
