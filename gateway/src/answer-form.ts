import Negotiator from 'negotiator';
import { createLatest } from './engine/latest.ts';

/** How an answer is written: what GraphQL over HTTP names, or a stream, which other doors take. */
const FORMS = {
  'application/json;charset=utf-8': 'application/json',
  'application/graphql-response+json;charset=utf-8': 'application/graphql-response+json',
  'text/event-stream;charset=utf-8': 'text/event-stream',
  'multipart/mixed': 'multipart/mixed',
} as const;
export type AnswerForm = (typeof FORMS)[keyof typeof FORMS];

const OFFERED = Object.keys(FORMS);
/** Clients are few kinds of programs: each kind writes one header. */
const HEADERS_KEPT = 100;
const LONGEST_KEPT = 256;

const known = createLatest<{ form: AnswerForm | undefined }>(HEADERS_KEPT);

/**
 * What the header `accept` (RFC 9110 §12.5.1; of several headers, joined by commas) likes best of the forms above; JSON
 * without one, undefined where it takes none of them.
 */
export function answerFormOf(accept: string | undefined): AnswerForm | undefined {
  if (accept === undefined) return 'application/json';
  if (accept.length > LONGEST_KEPT) return negotiate(accept);
  return known.get(accept, () => ({ form: negotiate(accept) })).form;
}

function negotiate(accept: string): AnswerForm | undefined {
  const [best] = new Negotiator({ headers: { accept } }).mediaTypes(OFFERED);
  return best && isOffered(best) ? FORMS[best] : undefined;
}

const isOffered = (form: string): form is keyof typeof FORMS => form in FORMS;
