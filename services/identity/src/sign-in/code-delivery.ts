/**
 * How a one-time code reaches a phone. `send` takes the message over and returns; an adapter that waited for a provider
 * would let the answer's time tell which numbers are in the roster.
 */
export type CodeDelivery = {
  send(phone: string, code: string): Promise<void>;
};
