import { CloseCode } from 'graphql-ws';

/** What a client’s message comes to: text for graphql-ws, the end of the socket, or nothing. */
export type Heard =
  | { readonly text: string }
  | { readonly close: { readonly code: number; readonly reason: string } }
  | null;

export type OperationIds = {
  /** A client’s message as graphql-ws is to hear it. */
  inward(text: string): Heard;
  /** graphql-ws’s message as the client is to hear it; null when its operation is no longer the client’s. */
  outward(text: string): string | null;
  /** The client’s id of an operation, by the one that graphql-ws has for it; none when the client has completed it. */
  clientIdOf(id: string): string | undefined;
};

const ONLY_FROM_SERVERS = new Set(['connection_ack', 'next', 'error']);
/** A close frame has room for 123 bytes (RFC 6455, 5.5). */
const LONGEST_REASON = 123;

/**
 * The client's ids of one socket, and numbers in their place for graphql-ws. That tells operations apart by their ids
 * alone, and one that the client has completed ends some turns later: by then its id may be another's, which the protocol
 * allows and graphql-ws would end in its stead.
 */
export function createOperationIds(): OperationIds {
  const numbers = new Map<string, string>();
  const clients = new Map<string, string>();
  let count = 0;

  function forget(number: string): void {
    numbers.delete(clients.get(number) ?? '');
    clients.delete(number);
  }

  function begin(id: string): Heard | string {
    if (numbers.has(id))
      return closing(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
    const number = `${++count}`;
    numbers.set(id, number);
    clients.set(number, id);
    return number;
  }

  function end(id: string): string | null {
    const number = numbers.get(id);
    if (number === undefined) return null; // ended already: the two complete messages have met
    forget(number);
    return number;
  }

  return {
    inward(text) {
      const message = read(text);
      const { type, id } = message ?? {};
      if (typeof type === 'string' && ONLY_FROM_SERVERS.has(type))
        return closing(CloseCode.BadRequest, `${type} comes from servers only`);
      const isOfOperation = type === 'subscribe' || type === 'complete';
      if (!isOfOperation || typeof id !== 'string' || id === '') return { text }; // graphql-ws judges the rest
      const number = type === 'subscribe' ? begin(id) : end(id);
      return typeof number === 'string' ? { text: JSON.stringify({ ...message, id: number }) } : number;
    },
    outward(text) {
      const [start, number, type] = /^\{"id":"(\d+)","type":"(\w+)"/.exec(text) ?? [];
      if (start === undefined || number === undefined) return text;
      const id = clients.get(number);
      if (id === undefined) return null;
      if (type !== 'next') forget(number);
      return `{"id":${JSON.stringify(id)},"type":"${type}"${text.slice(start.length)}`;
    },
    clientIdOf: (number) => clients.get(number),
  };
}

function read(text: string): Record<string, unknown> | null {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && !Array.isArray(message)
      ? (message as Record<string, unknown> | null)
      : null;
  } catch {
    return null; // graphql-ws refuses it
  }
}

function closing(code: number, reason: string): Heard {
  const bytes = Buffer.from(reason);
  if (bytes.length <= LONGEST_REASON) return { close: { code, reason } };
  const cut = new TextDecoder().decode(bytes.subarray(0, LONGEST_REASON - 3), { stream: true });
  return { close: { code, reason: `${cut}…` } };
}
