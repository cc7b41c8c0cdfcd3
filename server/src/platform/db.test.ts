import { sql } from 'drizzle-orm';
import { afterAll, expect, it } from 'vitest';
import { Wire } from '../testing/wire.ts';
import { openDb } from './db.ts';
import { toAppError } from './errors.ts';

const { MYSQL_URL = '' } = process.env;
const wire = new Wire(MYSQL_URL);
await wire.open();
const url = Object.assign(new URL(MYSQL_URL), { hostname: '127.0.0.1', port: String(wire.port) }).href;
const db = openDb({ MYSQL_URL: url, MYSQL_POOL: 2 }, 500);
afterAll(async () => {
  await wire.cut();
  await db.close();
});

it('gives a database up that fell silent, and comes back with it by itself', async () => {
  await Promise.all([db.execute(sql`select 1`), db.execute(sql`select 1`)]);
  wire.freeze(true);
  const asked = performance.now();
  const inTransaction = db.transact((tx) => tx.execute(sql`select 1`));
  const outcomes = await Promise.allSettled([db.execute(sql`select 1`), inTransaction]);
  expect(performance.now() - asked).toBeLessThan(10_000);
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') throw new Error('A silent database answered.');
    expect(toAppError(outcome.reason)?.code).toBe('UNAVAILABLE');
  }
  wire.freeze(false);
  await expect(db.execute(sql`select 1`)).resolves.toBeDefined();
});

it('lets a connection that nobody uses be silent for as long as it likes', async () => {
  await Promise.all([db.execute(sql`select 1`), db.execute(sql`select 1`)]);
  const before = wire.connections;
  // One after the other they need one connection; the other one rests meanwhile.
  for (let i = 0; i < 3; i += 1) await db.execute(sql`select sleep(0.25)`);
  expect(wire.connections).toBe(before);
});
