import { readFileSync } from 'node:fs';
import { z } from 'zod';

const bytes = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const seconds = z.coerce.number().int().positive();
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
const perMinute = z.coerce.number().int().positive();

const environment = z.object({
  PORT: z.coerce.number().int().min(1).max(65535).default(4000),
  HOST: z.string().optional(),
  PUBLIC_URL: z.url().optional(),
  WEB_ROOT: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  METRICS_PORT: z.coerce.number().int().min(1).max(65535).optional(),
  TRUSTED_PROXIES: list.default([]),

  MYSQL_URL: z.url({ protocol: /^mysql$/ }),
  MYSQL_POOL: z.coerce.number().int().min(1).default(10),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  REDIS_PREFIX: z.string().default('picup:'),
  AMQP_URL: z.url({ protocol: /^amqps?$/ }),
  AMQP_PREFIX: z.string().default('picup'),

  S3_ENDPOINT: z.url().optional(),
  S3_PUBLIC_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_BUCKET: z.string().min(3),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_FORCE_PATH_STYLE: flag.default(true),

  CDN_URL: z.url(),
  CDN_KEY_PAIR_ID: z.string().min(1),
  CDN_PRIVATE_KEY: z.string().optional(),
  CDN_PRIVATE_KEY_FILE: z.string().optional(),
  CDN_WINDOW_SECONDS: seconds.default(6 * 3600),
  CDN_MIN_LIFE_SECONDS: seconds.default(6 * 3600),
  CDN_BIND_ADDRESS: flag.default(true),
  EDGE_PORT: z.coerce.number().int().min(1).max(65535).optional(),
  EDGE_HOST: z.string().optional(),

  SESSION_SECRET: z.string().min(32),
  ACCESS_TOKEN_SECONDS: seconds.default(15 * 60),
  REFRESH_TOKEN_SECONDS: seconds.default(30 * 24 * 3600),

  STORAGE_LIMIT_BYTES: bytes.default(15 * 1024 ** 3),
  MAX_FILE_BYTES: bytes.default(10 * 1024 ** 3),
  MULTIPART_THRESHOLD_BYTES: bytes.default(64 * 1024 ** 2),
  PART_BYTES: bytes.default(16 * 1024 ** 2),
  MAX_OPEN_TICKETS: z.coerce.number().int().positive().default(1000),
  SINGLE_TICKET_SECONDS: seconds.default(3600),
  MULTIPART_TICKET_SECONDS: seconds.default(24 * 3600),

  DELETION_INTERVAL_SECONDS: seconds.default(60),
  TRASH_DAYS: z.coerce.number().int().positive().max(3_650).default(30),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).optional(),

  LIMIT_SIGN_UP_PER_MINUTE: perMinute.default(20),
  LIMIT_SIGN_IN_PER_MINUTE: perMinute.default(20),
  LIMIT_SIGN_IN_PER_ACCOUNT_PER_MINUTE: perMinute.default(10),
  LIMIT_REFRESH_PER_MINUTE: perMinute.default(60),
  LIMIT_LOOPBACK_PER_MINUTE: perMinute.default(200),
});

/** Everything a process can be told from outside; times in seconds, sizes in bytes. */
export type Config = Omit<
  z.infer<typeof environment>,
  'PUBLIC_URL' | 'CDN_PRIVATE_KEY' | 'S3_PUBLIC_ENDPOINT'
> & {
  PUBLIC_URL: string;
  CDN_PRIVATE_KEY: string;
  S3_PUBLIC_ENDPOINT: string | undefined;
};

/** Says in one sentence for each variable what is wrong with it. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads the configuration from environment variables.
 * @throws ConfigError naming every variable that is missing or wrong.
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`);
    throw new ConfigError(sentences.join('\n'));
  }
  const { CDN_PRIVATE_KEY, CDN_PRIVATE_KEY_FILE } = parsed.data;
  const pem = CDN_PRIVATE_KEY ?? (CDN_PRIVATE_KEY_FILE ? readKeyFile(CDN_PRIVATE_KEY_FILE) : undefined);
  if (!pem) throw new ConfigError('CDN_PRIVATE_KEY: give the PEM, or its path as CDN_PRIVATE_KEY_FILE.');
  return {
    ...parsed.data,
    PUBLIC_URL: new URL(parsed.data.PUBLIC_URL ?? `http://localhost:${parsed.data.PORT}`).origin,
    CDN_URL: parsed.data.CDN_URL.replace(/\/+$/, ''),
    CDN_PRIVATE_KEY: pem,
    S3_PUBLIC_ENDPOINT: parsed.data.S3_PUBLIC_ENDPOINT ?? parsed.data.S3_ENDPOINT,
  };
}

/** The configuration of a process that starts now; what is wrong with it is said in sentences, and the process ends. */
export function readConfigOrExit(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`CDN_PRIVATE_KEY_FILE: ${path} can't be read.`, { cause });
  }
}

/** The origins a browser may call the API, the store and the edge from: the public one, and its loopback names. */
export function allowedOrigins(config: Pick<Config, 'PUBLIC_URL'>): string[] {
  const { protocol, hostname, port, origin } = new URL(config.PUBLIC_URL);
  if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return [origin];
  const suffix = port ? `:${port}` : '';
  return ['localhost', '127.0.0.1', '[::1]'].map((host) => `${protocol}//${host}${suffix}`);
}
