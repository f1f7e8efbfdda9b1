import { readFileSync } from 'node:fs';
import { Supergraph } from '@apollo/federation-internals';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { printSchema } from 'graphql';

// The supergraph carries the machinery of joins; pages see the API schema that is left without it.
const supergraph = Supergraph.build(
  readFileSync(new URL('../gateway/supergraph.graphql', import.meta.url), 'utf8'),
);

const config: CodegenConfig = {
  schema: printSchema(supergraph.apiSchema().toGraphQLJSSchema()),
  documents: ['src/**/*.{ts,vue}', '!src/graphql/generated/**'],
  ignoreNoDocuments: true,
  generates: {
    './src/graphql/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumType: 'string-literal',
        strictScalars: true,
        scalars: { DateTime: 'string', Cursor: 'string', Fen: 'number' },
      },
    },
  },
};

export default config;
