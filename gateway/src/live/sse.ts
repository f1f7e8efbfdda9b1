import { problem } from '../problems.ts';

/** One server-sent event: its name and data. */
export type ServerSentEvent = { readonly event: string; readonly data: string };

/** Of one event, in UTF-16 units: more is not kept for its end. */
const MOST_CHARACTERS = 33_554_432;

/**
 * Cuts a stream of text into server-sent events (WHATWG HTML §9.2): fields by line, events by empty line. Looks at each
 * character once, however the text arrives; throws for an event that is larger than `most`.
 */
export function createEventParser(most = MOST_CHARACTERS): (chunk: string) => ServerSentEvent[] {
  let [line, held, size] = ['', '', 0];
  let lines: string[] = [];

  return (chunk) => {
    const text = held + chunk;
    held = text.endsWith('\r') ? '\r' : ''; // the line feed that belongs to it may be still to come
    const pieces = text
      .slice(0, text.length - held.length)
      .replaceAll(/\r\n?/g, '\n')
      .split('\n');
    const last = pieces.pop() ?? '';
    const events: ServerSentEvent[] = [];
    for (const piece of pieces) {
      const whole = line + piece;
      line = '';
      if (whole) keep(whole);
      else if (lines.length > 0) {
        events.push(eventOf(lines));
        [lines, size] = [[], 0];
      }
    }
    line += last;
    if (size + line.length > most) throw problem('too-large', `an event has more than ${most} characters`);
    return events;
  };

  function keep(whole: string): void {
    if (whole.startsWith(':')) return;
    size += whole.length;
    if (size > most) throw problem('too-large', `an event has more than ${most} characters`);
    lines.push(whole);
  }
}

function eventOf(lines: readonly string[]): ServerSentEvent {
  const field = (name: string) =>
    lines
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).replace(/^ /, ''));
  return { event: field('event').at(-1) ?? 'message', data: field('data').join('\n') };
}
