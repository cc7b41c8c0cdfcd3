import { readMigrationFiles } from 'drizzle-orm/migrator';
import { createConnection } from 'mysql2/promise';
import { AppError, causes } from './errors.ts';

const LOCK = 'picup_migrations';
const LOCK_WAIT_SECONDS = 60;
// Table, column or index is there already: MySQL commits each statement by itself, so a crash can come between one and the
// note that it is done.
const doneAlready = new Set([1050, 1060, 1061]);
const isDoneAlready = (error: unknown) =>
  [...causes(error)].some(({ errno }) => typeof errno === 'number' && doneAlready.has(errno));

/**
 * Brings the database up to the newest migration. Two at once are safe, and so is a crash in the middle: every statement
 * that is done is noted, and the next run goes on behind it.
 * @param folder where drizzle-kit wrote the migrations.
 * @throws AppError BUSY where another process migrates for longer than a minute.
 */
export async function migrate(url: string, folder: string): Promise<void> {
  const connection = await createConnection({
    uri: url,
    charset: 'utf8mb4_unicode_ci',
    timezone: 'Z',
    rowsAsArray: true,
  });
  const run = async (statement: string, values: (string | number)[] = []): Promise<unknown[][]> => {
    const [rows] = await connection.query(statement, values);
    return Array.isArray(rows) ? rows.filter((row) => Array.isArray(row)) : [];
  };
  try {
    // The lock's name is the server's, not the database's: others may migrate other databases beside us.
    const [[locked] = []] = await run(
      `select get_lock(concat('${LOCK}.', md5(database())), ${LOCK_WAIT_SECONDS})`,
    );
    if (locked !== 1) throw new AppError('BUSY', 'Another process is migrating the database.');
    await run(
      'create table if not exists migrations (hash char(64) character set ascii primary key, statements_done int not null)',
    );
    const done = new Map(
      (await run('select hash, statements_done from migrations')).map(([hash, count]) => [
        hash,
        Number(count),
      ]),
    );
    const note = (hash: string, count: number) =>
      run(
        'insert into migrations (hash, statements_done) values (?, ?) on duplicate key update statements_done = values(statements_done)',
        [hash, count],
      );
    for (const migration of readMigrationFiles({ migrationsFolder: folder })) {
      const resumedAt = done.get(migration.hash);
      if (resumedAt === undefined) await note(migration.hash, 0);
      for (const [index, statement] of migration.sql.entries()) {
        if (index < (resumedAt ?? 0)) continue;
        await run(statement).catch((error: unknown) => {
          if (index !== resumedAt || !isDoneAlready(error)) throw error;
        });
        await note(migration.hash, index + 1);
      }
    }
  } finally {
    await connection.end();
  }
}
