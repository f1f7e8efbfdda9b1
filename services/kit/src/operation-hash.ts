import { createHash } from 'node:crypto';
import { parse, stripIgnoredCharacters } from 'graphql';

/**
 * By what an operation is known in an allow-list: SHA-256, in hex, of its text without what GraphQL ignores (spaces, line
 * ends, commas, comments). The same for whoever registers it and for the gateway that meets it. Throws for what is no
 * GraphQL text.
 */
export const operationHash = (text: string): string =>
  createHash('sha256').update(stripIgnoredCharacters(text)).digest('hex');

/** Whether a text can be sent as an operation at all; whether its fields exist, the gateway says. */
export function isOperation(text: string): boolean {
  try {
    return parse(text, { maxTokens: 1_000, noLocation: true }).definitions.some(
      ({ kind }) => kind === 'OperationDefinition',
    );
  } catch {
    return false; // whatever is wrong with it, it is none
  }
}
