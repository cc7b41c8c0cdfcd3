import { sql } from 'drizzle-orm';
import { index, int, mysqlTable, uniqueIndex, varchar } from 'drizzle-orm/mysql-core';
import { asciiColumn, idColumn, instantColumn } from '../platform/columns.ts';

/** The list of stored bytes to remove: an entry is written in the transaction that gives the bytes up, and goes last. */
export const objectPurges = mysqlTable(
  'object_purges',
  {
    id: idColumn('id').primaryKey(),
    memberId: idColumn('member_id').notNull(),
    /** Everything below `<keyBase>/` is removed. */
    keyBase: asciiColumn('key_base', { length: 120 }).notNull(),
    /** An unfinished multipart upload to abort first. */
    multipartId: asciiColumn('multipart_id', { length: 1024 }),
    /** The picture whose row goes with the bytes, where there is one. */
    pictureId: idColumn('picture_id'),
    /** Not before this: a late PUT with a URL that is still good must find its purge ahead of it. */
    purgeAfter: instantColumn('purge_after').notNull().default(sql`CURRENT_TIMESTAMP(6)`),
    attempts: int('attempts', { unsigned: true }).notNull().default(0),
    leaseUntil: instantColumn('lease_until'),
    lastError: varchar('last_error', { length: 500 }),
    createdAt: instantColumn('created_at').notNull().default(sql`CURRENT_TIMESTAMP(6)`),
  },
  (t) => [
    uniqueIndex('purges_key').on(t.keyBase),
    index('purges_due').on(t.purgeAfter, t.leaseUntil),
    index('purges_of_member').on(t.memberId),
  ],
);
export type ObjectPurgeRow = typeof objectPurges.$inferSelect;
