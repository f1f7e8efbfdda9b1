import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import type { CheckDocument } from './document-rules.ts';
import { parseDocument } from './document-size.ts';

/** Text whose documents are kept: a thousand screens that come back at once send the same one. */
const MOST_TEXT = 524_288;
const MOST_OF_ONE = 16_384;

export type Documents = {
  /** Throws a GraphQLError for text that is no document, or too much of it. */
  parse(text: string): DocumentNode;
  /** What is wrong with a document on this schema; found out once. */
  readonly check: CheckDocument;
};

/** Parses and checks each document once as long as it is asked for now and then. */
export function createDocuments(check: CheckDocument): Documents {
  const documents = new Map<string, DocumentNode>();
  const verdicts = new WeakMap<DocumentNode, { schema: GraphQLSchema; errors: readonly GraphQLError[] }>();
  let size = 0;

  function remember(text: string, document: DocumentNode): void {
    if (text.length > MOST_OF_ONE) return;
    documents.set(text, document);
    size += text.length;
    for (const oldest of documents.keys()) {
      if (size <= MOST_TEXT) return;
      documents.delete(oldest);
      size -= oldest.length;
    }
  }

  return {
    parse(text) {
      const known = documents.get(text);
      if (known) {
        documents.delete(text); // the latest used stands last
        documents.set(text, known);
        return known;
      }
      const document = parseDocument(text);
      remember(text, document);
      return document;
    },
    check(schema, document, ...more) {
      const known = verdicts.get(document);
      if (known?.schema === schema) return known.errors;
      const errors = check(schema, document, ...more);
      verdicts.set(document, { schema, errors });
      return errors;
    },
  };
}
