import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from './migrate.ts';

const real = fileURLToPath(new URL('../../../migrations', import.meta.url));
const server = process.env.MYSQL_URL ?? '';
const made: string[] = [];
let url = '';
let folder = '';

async function query(statement: string): Promise<unknown[]> {
  const connection = await createConnection(url);
  try {
    const [rows] = await connection.query(statement);
    return Array.isArray(rows) ? rows : [];
  } finally {
    await connection.end();
  }
}

const tables = async () => (await query('show tables')).length;

beforeEach(async () => {
  const database = `test_migrate_${randomBytes(6).toString('hex')}`;
  made.push(database);
  url = server;
  await query(`create database ${database}`);
  url = Object.assign(new URL(server), { pathname: `/${database}` }).href;
  folder = await mkdtemp(join(tmpdir(), 'picup-migrations-'));
  await cp(real, folder, { recursive: true });
});

afterAll(async () => {
  url = server;
  for (const database of made) await query(`drop database ${database}`);
  await rm(folder, { recursive: true, force: true });
});

/** Makes one statement of the first migration wrong, as a crash at it would leave the database. */
async function breakStatement(index: number): Promise<string> {
  const [file] = JSON.parse(await readFile(join(folder, 'meta/_journal.json'), 'utf8')).entries;
  const path = join(folder, `${file.tag}.sql`);
  const statements = (await readFile(path, 'utf8')).split('--> statement-breakpoint');
  await writeFile(path, statements.with(index, 'this is no sql').join('--> statement-breakpoint'));
  return path;
}

async function countStatements({ tag }: { tag: string }): Promise<number> {
  return (await readFile(join(folder, `${tag}.sql`), 'utf8')).split('--> statement-breakpoint').length;
}

describe('migrate', () => {
  it('makes the tables once, however often and by however many it is run', async () => {
    await Promise.all([migrate(url, folder), migrate(url, folder), migrate(url, folder)]);
    const count = await tables();
    expect(count).toBeGreaterThan(5);
    await migrate(url, folder);
    expect(await tables()).toBe(count);
  });

  it('goes on where a crash stopped it, also where the statement ran but was not noted', async () => {
    await migrate(url, folder);
    const whole = await tables();
    await query('update migrations set statements_done = statements_done - 1');
    await migrate(url, folder);
    expect(await tables()).toBe(whole);
    const noted = await query('select statements_done from migrations order by statements_done');
    const { entries } = JSON.parse(await readFile(join(folder, 'meta/_journal.json'), 'utf8'));
    const counts: number[] = await Promise.all(entries.map(countStatements));
    expect(noted).toEqual(counts.sort((one, two) => one - two).map((count) => ({ statements_done: count })));
  });

  it('stops at a statement that fails', async () => {
    await breakStatement(1);
    await expect(migrate(url, folder)).rejects.toThrow(/syntax/);
  });

  it('does not take tables of another version for its own', async () => {
    await migrate(url, folder);
    await query('delete from migrations');
    await expect(migrate(url, folder)).rejects.toThrow(/already exists/);
  });
});
