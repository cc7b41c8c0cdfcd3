import { sql } from 'drizzle-orm';
import { bigint, index, int, mysqlEnum, mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { idColumn, instantColumn } from '../platform/columns.ts';

export const albums = mysqlTable(
  'albums',
  {
    id: idColumn('id').primaryKey(),
    memberId: idColumn('member_id').notNull(),
    name: varchar('name', { length: 100 }).notNull(),
    /** The picture the member chose; it may be gone since, and then the newest one stands in. */
    coverPictureId: idColumn('cover_picture_id'),
    /** How the member wants its pictures in order. */
    pictureOrder: mysqlEnum('picture_order', ['ADDED', 'TAKEN']).notNull().default('ADDED'),
    /** Live pictures, and the bytes of those and the trashed ones, changed in the transaction that changes the pictures. */
    pictureCount: int('picture_count', { unsigned: true }).notNull().default(0),
    storedBytes: bigint('stored_bytes', { mode: 'number', unsigned: true }).notNull().default(0),
    createdAt: instantColumn('created_at').notNull().default(sql`CURRENT_TIMESTAMP(6)`),
    updatedAt: instantColumn('updated_at').notNull().default(sql`CURRENT_TIMESTAMP(6)`),
    /** Set by deletion, which is at once for the member; the pictures' rows follow in the background. */
    deletedAt: instantColumn('deleted_at'),
  },
  (t) => [
    index('albums_of_member').on(t.memberId, t.deletedAt, sql`${t.createdAt} desc`, sql`${t.id} desc`),
    index('albums_deleted').on(t.deletedAt),
  ],
);
export type AlbumRow = typeof albums.$inferSelect;
