/** One server-sent event: its name and data. */
export type ServerSentEvent = { readonly event: string; readonly data: string };

/** Cuts a stream of text into server-sent events (WHATWG HTML §9.2): fields by line, events by empty line. */
export function createEventParser(): (chunk: string) => ServerSentEvent[] {
  let rest = '';
  return (chunk) => {
    const blocks = (rest + chunk).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => {
      const lines = block.split('\n').filter((line) => line && !line.startsWith(':'));
      if (lines.length === 0) return [];
      const field = (name: string) =>
        lines
          .filter((line) => line.startsWith(`${name}:`))
          .map((line) => line.slice(name.length + 1).replace(/^ /, ''));
      return [{ event: field('event')[0] ?? 'message', data: field('data').join('\n') }];
    });
  };
}
