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
  /** identity's log is followed there for what takes access away, and quotas are counted there. */
  REDIS_URL: z.string().min(1),
  REDIS_PREFIX: z.string().min(1),
  /** Pages of other addresses that may open sockets, e.g. `https://red.example.gov.cn`, with commas between. */
  ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.url())),
  /** How many proxies of ours stand before the gateway: so many last entries of x-forwarded-for are believed. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
  /** Sockets of one caller on this gateway, running operations of one socket, messages of one socket a second. */
  SOCKETS_PER_CALLER: z.coerce.number().int().min(1).default(10),
  OPERATIONS_PER_SOCKET: z.coerce.number().int().min(1).default(20),
  MESSAGES_PER_SECOND: z.coerce.number().int().min(1).default(20),
  /** Requests of one caller a second, heavy ones counting as several; so many may come at once, and what is more waits. */
  REQUESTS_PER_SECOND: z.coerce.number().int().min(1).default(50),
  /** A reader of a live stream that reads nothing for so long is sent away (4480). */
  SLOW_CLOSE_MS: z.coerce.number().int().min(100).default(30_000),
  /** A socket that has said nothing for so long, pongs included, is gone; longer than a slow reader is kept, who is told so. */
  SILENT_CLOSE_MS: z.coerce.number().int().min(100).default(60_000),
  /** Port of this machine where /metrics is served; nothing is counted without it. */
  METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
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
