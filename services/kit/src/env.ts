import { z } from 'zod';

/**
 * Reads a process's environment once; an empty variable is an absent one, as shells and compose hand on what was left
 * blank. All problems are printed together, then the process ends with 1.
 */
export function readEnv<T extends z.ZodRawShape>(shape: T): z.infer<z.ZodObject<T>> {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  process.stderr.write(`环境变量有误，进程未启动 (bad environment):\n${lines.join('\n')}\n`);
  process.exit(1);
}

const json = <T>(schema: z.ZodType<T>) =>
  z.string().transform((text, ctx) => {
    try {
      return schema.parse(JSON.parse(text));
    } catch (error) {
      ctx.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });

/** A key of at least 32 bytes, given in base64url. */
const key = z
  .string()
  .transform((text) => Buffer.from(text, 'base64url'))
  .refine((bytes) => bytes.length >= 32, 'must be at least 32 bytes in base64url');

export const jwk = z.object({ kty: z.string(), crv: z.string() }).loose();

/** The variables that every process of the mesh takes. */
export const processEnv = {
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535),
  INSTANCE_ID: z.string().default(''),
  HONGXIN_ENV: z.enum(['development', 'production']).default('development'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Collector of traces, OTLP over HTTP: its base address. None are recorded without it. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  /** The share of requests whose trace is recorded, 0 to 1. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
};

/** The variables of a service with a database and a place in the mesh. */
export const serviceEnv = {
  ...processEnv,
  MONGODB_URI: z.string().min(1),
  MONGODB_DATABASE: z.string().regex(/^[a-z0-9_]{1,60}$/),
  REDIS_URL: z.string().min(1),
  REDIS_PREFIX: z.string().min(1),
  MESH_SECRET: key,
  MESH_TRUST: json(z.record(z.string(), jwk)),
};

/** Which suite seals personal data: `national` is SM4 and SM3, where an evaluation asks for them. */
const profile = z.enum(['international', 'national']).default('international');

export const variable = { key, json, jwk: json(jwk), url: z.url(), profile };
