import { drizzle, type MySql2Database } from 'drizzle-orm/mysql2';
import { createPool, type Pool, type PoolConnection } from 'mysql2/promise';
import { AppError, causes } from './errors.ts';

type Database = MySql2Database<Record<string, never>>;

/** A transaction: the same queries as Db, and effects that wait for its COMMIT. */
export type Tx = Database & {
  /** Runs after COMMIT, never on a rollback; must not throw. */
  readonly afterCommit: (effect: () => void) => void;
};

/** The database: queries of one statement, and transactions. */
export type Db = Database & {
  readonly pool: Pool;
  /**
   * Runs work in one READ COMMITTED transaction and retries it on a deadlock, so work must do nothing but queries on tx.
   * @param signal aborted just before COMMIT rolls back: the caller lost the right to write.
   * @throws AppError BUSY where no connection came free in time.
   */
  readonly transact: <T>(work: (tx: Tx) => Promise<T>, signal?: AbortSignal) => Promise<T>;
  readonly close: () => Promise<void>;
};

const CONNECTION_WAIT_MS = 5_000;
const ATTEMPTS = 5;
// ER_CHECKREAD, ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK: the whole transaction may be run again.
const retryable = new Set([1020, 1205, 1213]);
const isRetryable = (error: unknown) =>
  [...causes(error)].some((c) => typeof c.errno === 'number' && retryable.has(c.errno));

/** Opens a pool. Sessions run in UTC, strict mode, READ COMMITTED. */
export function openDb(options: { MYSQL_URL: string; MYSQL_POOL: number }): Db {
  const pool = createPool({
    uri: options.MYSQL_URL,
    connectionLimit: options.MYSQL_POOL,
    maxIdle: options.MYSQL_POOL,
    queueLimit: 1_000,
    connectTimeout: 5_000,
    enableKeepAlive: true,
    charset: 'utf8mb4_unicode_ci',
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
  });
  pool.pool.on('connection', (connection) => {
    // A session that can't be set up right would read and lock differently: better none.
    const orClose = (error: unknown) => {
      if (error) connection.destroy();
    };
    connection.query(
      "SET SESSION time_zone='+00:00', sql_mode='STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout=10",
      orClose,
    );
    // As a statement, because the variable's name differs between MySQL and MariaDB before 11.1.
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', orClose);
  });
  const base: Database = drizzle(pool);
  return Object.assign(base, {
    pool,
    transact: <T>(work: (tx: Tx) => Promise<T>, signal?: AbortSignal) => transact(pool, work, signal),
    close: () => pool.end(),
  });
}

async function transact<T>(pool: Pool, work: (tx: Tx) => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptTransaction(pool, work, signal);
    } catch (error) {
      if (attempt >= ATTEMPTS || !isRetryable(error)) throw error;
    }
  }
}

async function attemptTransaction<T>(
  pool: Pool,
  work: (tx: Tx) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const connection = await acquire(pool);
  const effects: (() => void)[] = [];
  let broken = false;
  try {
    await connection.beginTransaction();
    const session: Database = drizzle(connection);
    const result = await work(
      Object.assign(session, { afterCommit: (effect: () => void) => void effects.push(effect) }),
    );
    signal?.throwIfAborted();
    await connection.commit();
    for (const effect of effects) effect();
    return result;
  } catch (error) {
    await connection.rollback().catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    if (broken) connection.destroy();
    else connection.release();
  }
}

// mysql2 has no limit for waiting on a pool slot: a late connection goes straight back.
async function acquire(pool: Pool): Promise<PoolConnection> {
  const pending = pool.getConnection();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      pending.then((late) => late.release()).catch(() => undefined);
      reject(new AppError('BUSY', 'Pic-up is very busy. Please try again in a moment.', { retryAfter: 1 }));
    }, CONNECTION_WAIT_MS);
  });
  try {
    return await Promise.race([pending, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Rows a write changed; drizzle answers mysql2's [header, fields]. */
export const affected = (result: readonly [{ affectedRows: number }, unknown]): number =>
  result[0].affectedRows;

/** Whether the error is a unique key's refusal. */
export const isDuplicate = (error: unknown): boolean =>
  [...causes(error)].some((cause) => cause.errno === 1062);
