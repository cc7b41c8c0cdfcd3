import { bigint, int, mysqlTable } from 'drizzle-orm/mysql-core';
import { idColumn } from '../platform/columns.ts';

export const storageUsage = mysqlTable('storage_usage', {
  memberId: idColumn('member_id').primaryKey(),
  /** Null follows the configured default. */
  limitBytes: bigint('limit_bytes', { mode: 'number', unsigned: true }),
  usedBytes: bigint('used_bytes', { mode: 'number', unsigned: true }).notNull().default(0),
  reservedBytes: bigint('reserved_bytes', { mode: 'number', unsigned: true }).notNull().default(0),
  pictureCount: int('picture_count', { unsigned: true }).notNull().default(0),
  /** Counts every change: a read-compute-write must name the version it read. */
  version: bigint('version', { mode: 'number', unsigned: true }).notNull().default(0),
});
export type StorageUsageRow = typeof storageUsage.$inferSelect;
