import { sql } from 'drizzle-orm';
import { index, mysqlEnum, mysqlTable, uniqueIndex, varchar } from 'drizzle-orm/mysql-core';
import { bytesColumn, idColumn, instantColumn } from '../platform/columns.ts';

export const members = mysqlTable(
  'members',
  {
    id: idColumn('id').primaryKey(),
    username: varchar('username', { length: 30 }).notNull(),
    /**
     * The name after NFKC and case folding, in UTF-8: what is unique and signed in with. Null once the member is deleted.
     * A code point grows to 33 bytes at most (U+FDFA), so 30 of them fit.
     */
    usernameKey: bytesColumn('username_key', { length: 1000 }),
    passwordHash: varchar('password_hash', { length: 255 }).notNull(),
    createdAt: instantColumn('created_at').notNull().default(sql`CURRENT_TIMESTAMP(6)`),
    /** Set when the member asked to go; the rows and bytes follow in the background. */
    deletedAt: instantColumn('deleted_at'),
  },
  (t) => [uniqueIndex('members_username_key').on(t.usernameKey), index('members_deleted').on(t.deletedAt)],
);
export type MemberRow = typeof members.$inferSelect;

export const sessions = mysqlTable(
  'sessions',
  {
    id: idColumn('id').primaryKey(),
    memberId: idColumn('member_id').notNull(),
    /** One sign-in: every rotation of it shares this id, and ends with it. */
    familyId: idColumn('family_id').notNull(),
    transport: mysqlEnum('transport', ['COOKIE', 'TOKEN']).notNull(),
    accessHash: bytesColumn('access_hash', { length: 32 }).notNull(),
    accessExpiresAt: instantColumn('access_expires_at').notNull(),
    refreshHash: bytesColumn('refresh_hash', { length: 32 }).notNull(),
    refreshExpiresAt: instantColumn('refresh_expires_at').notNull(),
    /** When its refresh token was traded for a successor; null for the current session of a family. */
    rotatedAt: instantColumn('rotated_at'),
    createdAt: instantColumn('created_at').notNull().default(sql`CURRENT_TIMESTAMP(6)`),
  },
  (t) => [
    uniqueIndex('sessions_access').on(t.accessHash),
    uniqueIndex('sessions_refresh').on(t.refreshHash),
    index('sessions_family').on(t.familyId),
    index('sessions_member').on(t.memberId),
    index('sessions_expiry').on(t.refreshExpiresAt),
  ],
);
export type SessionRow = typeof sessions.$inferSelect;
