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

/** How much a process says. */
export const logLevel = z
  .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  .default('info');

/** The store as programs of ours reach it. */
export const storeSettings = {
  S3_ENDPOINT: z.url().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_BUCKET: z.string().min(3),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_FORCE_PATH_STYLE: flag.default(true),
};

/** What signs the reports of programs without a database: the first of the keys, and any of them is taken. */
export const reportSettings = {
  REPORT_KEYS: list.optional(),
  REPORT_KEYS_FILE: z.string().optional(),
};

const environment = z.object({
  PORT: z.coerce.number().int().min(1).max(65535).default(4000),
  HOST: z.string().optional(),
  PUBLIC_URL: z.url().optional(),
  WEB_ROOT: z.string().optional(),
  LOG_LEVEL: logLevel,
  METRICS_PORT: z.coerce.number().int().min(1).max(65535).optional(),
  TRUSTED_PROXIES: list.default([]),

  MYSQL_URL: z.url({ protocol: /^mysql$/ }),
  MYSQL_POOL: z.coerce.number().int().min(1).default(10),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  REDIS_PREFIX: z.string().default('picup:'),
  AMQP_URL: z.url({ protocol: /^amqps?$/ }),
  AMQP_PREFIX: z.string().default('picup'),

  ...storeSettings,
  S3_PUBLIC_ENDPOINT: z.url().optional(),

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
  ...reportSettings,
  LAMBDA_GRACE_SECONDS: z.coerce.number().int().min(0).default(0),

  LIMIT_SIGN_UP_PER_MINUTE: perMinute.default(20),
  LIMIT_SIGN_IN_PER_MINUTE: perMinute.default(20),
  LIMIT_SIGN_IN_PER_ACCOUNT_PER_MINUTE: perMinute.default(10),
  LIMIT_REFRESH_PER_MINUTE: perMinute.default(60),
  LIMIT_LOOPBACK_PER_MINUTE: perMinute.default(200),
});

/** Everything a process can be told from outside; times in seconds, sizes in bytes. */
export type Config = Omit<
  z.infer<typeof environment>,
  'PUBLIC_URL' | 'CDN_PRIVATE_KEY' | 'S3_PUBLIC_ENDPOINT' | 'REPORT_KEYS'
> & {
  PUBLIC_URL: string;
  CDN_PRIVATE_KEY: string;
  /** Empty where no other program reports. */
  REPORT_KEYS: string[];
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
  const parsed = parseEnvironment(environment, env);
  const { CDN_PRIVATE_KEY, CDN_PRIVATE_KEY_FILE } = parsed;
  const pem =
    CDN_PRIVATE_KEY ??
    (CDN_PRIVATE_KEY_FILE ? readSecret('CDN_PRIVATE_KEY_FILE', CDN_PRIVATE_KEY_FILE) : undefined);
  if (!pem) throw new ConfigError('CDN_PRIVATE_KEY: give the PEM, or its path as CDN_PRIVATE_KEY_FILE.');
  return {
    ...parsed,
    PUBLIC_URL: new URL(parsed.PUBLIC_URL ?? `http://localhost:${parsed.PORT}`).origin,
    CDN_URL: parsed.CDN_URL.replace(/\/+$/, ''),
    CDN_PRIVATE_KEY: pem,
    S3_PUBLIC_ENDPOINT: parsed.S3_PUBLIC_ENDPOINT ?? parsed.S3_ENDPOINT,
    REPORT_KEYS: readReportKeys(parsed),
  };
}

/** Reads environment variables; an empty one is as good as none. @throws ConfigError naming each that is missing or wrong. */
export function parseEnvironment<T extends z.ZodType>(
  schema: T,
  env: Record<string, string | undefined>,
): z.infer<T> {
  const parsed = schema.safeParse(
    Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')),
  );
  if (parsed.success) return parsed.data;
  const sentences = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`);
  throw new ConfigError(sentences.join('\n'));
}

/** The keys that reports are signed with, given or in a file, a comma or a line apart. @throws ConfigError for a short one. */
export function readReportKeys({
  REPORT_KEYS,
  REPORT_KEYS_FILE,
}: {
  REPORT_KEYS?: string[];
  REPORT_KEYS_FILE?: string;
}): string[] {
  const file = REPORT_KEYS_FILE ? readSecret('REPORT_KEYS_FILE', REPORT_KEYS_FILE) : '';
  const keys = REPORT_KEYS ?? file.split(/[\s,]+/).filter(Boolean);
  if (keys.some((key) => key.length < 32))
    throw new ConfigError('REPORT_KEYS: each key has 32 characters or more.');
  return keys;
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

function readSecret(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${name}: ${path} can't be read.`, { cause });
  }
}

/** The origins a browser may call the API, the store and the edge from: the public one, and its loopback names. */
export function allowedOrigins(config: Pick<Config, 'PUBLIC_URL'>): string[] {
  const { protocol, hostname, port, origin } = new URL(config.PUBLIC_URL);
  if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return [origin];
  const suffix = port ? `:${port}` : '';
  return ['localhost', '127.0.0.1', '[::1]'].map((host) => `${protocol}//${host}${suffix}`);
}
