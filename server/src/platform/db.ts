import { Socket } from 'node:net';
import { drizzle, type MySql2Database } from 'drizzle-orm/mysql2';
import { createPool, type Pool, type PoolConnection } from 'mysql2/promise';
import { AppError, busy, causes, isContention } from './errors.ts';

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
   * @throws AppError BUSY where no connection came free in time, or others held the rows for too long.
   */
  readonly transact: <T>(work: (tx: Tx) => Promise<T>, signal?: AbortSignal) => Promise<T>;
  readonly close: () => Promise<void>;
};

const CONNECTION_WAIT_MS = 5_000;
const ATTEMPTS = 5;
const LOCK_WAIT_SECONDS = 10;
// Longer than a statement waits for a row. A peer that vanished without a word would else be waited for a quarter of an hour.
const SILENCE_MS = 15_000;

/**
 * Opens a pool. Sessions run in UTC, strict mode, READ COMMITTED.
 * @param silenceMs how long a connection in use may say nothing before it counts as lost.
 */
export function openDb(options: { MYSQL_URL: string; MYSQL_POOL: number }, silenceMs = SILENCE_MS): Db {
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
      `SET SESSION time_zone='+00:00', sql_mode='STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout=${LOCK_WAIT_SECONDS}`,
      orClose,
    );
    // As a statement, because the variable's name differs between MySQL and MariaDB before 11.1.
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED', orClose);
    const socket = socketOf(connection);
    socket?.on('timeout', () => socket.destroy(silent()));
  });
  pool.pool.on('acquire', (connection) => socketOf(connection)?.setTimeout(silenceMs));
  pool.pool.on('release', (connection) => socketOf(connection)?.setTimeout(0));
  const base: Database = drizzle(pool);
  return Object.assign(base, {
    pool,
    transact: <T>(work: (tx: Tx) => Promise<T>, signal?: AbortSignal) => transact(pool, work, signal),
    close: () => pool.end(),
  });
}

// mysql2 keeps it from its types.
function socketOf(connection: object): Socket | undefined {
  const stream: unknown = Reflect.get(connection, 'stream');
  return stream instanceof Socket ? stream : undefined;
}

const silent = () => Object.assign(new Error('The database fell silent.'), { code: 'ETIMEDOUT' });

async function transact<T>(pool: Pool, work: (tx: Tx) => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptTransaction(pool, work, signal);
    } catch (error) {
      if (!isContention(error)) throw error;
      if (attempt >= ATTEMPTS || isLockWait(error)) throw busy(error);
    }
  }
}

// It waited long already, and other work of the same member waits behind it.
const isLockWait = (error: unknown): boolean => [...causes(error)].some(({ errno }) => errno === 1205);

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
