import { processEnv, readEnv, variable } from '@hongxin/kit/env';
import { z } from 'zod';

export const env = readEnv({
  ...processEnv,
  MESH_SECRET: variable.key,
  MESH_PRIVATE_KEY: variable.jwk,
  /** Verifies the access tokens that identity signs. */
  ACCESS_PUBLIC_KEY: variable.jwk,
  /** Address of each subgraph's GraphQL by its name. */
  SUBGRAPHS: variable.json(z.record(z.string(), z.url())),
  IDENTITY_URL: variable.url,
  /** Another supergraph than the committed one. */
  SUPERGRAPH_FILE: z.string().optional(),
  /** Built pages; none are served without it. */
  WEB_ROOT: z.string().optional(),
  /** The launcher's control of the simulated day; absent in production. */
  DEMO_URL: variable.url.optional(),
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  TLS_PORT: z.coerce.number().int().optional(),
});
