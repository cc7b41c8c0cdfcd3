import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  int,
  mediumtext,
  mysqlEnum,
  mysqlTable,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/mysql-core';
import { asciiColumn, bytesColumn, idColumn, instantColumn } from '../platform/columns.ts';

export const uploadTickets = mysqlTable(
  'upload_tickets',
  {
    id: idColumn('id').primaryKey(),
    memberId: idColumn('member_id').notNull(),
    albumId: idColumn('album_id').notNull(),
    /** Moves as upload.state.ts allows; OPEN holds byteSize in the member's reservedBytes. */
    state: mysqlEnum('state', [
      'OPEN',
      'COMMITTED',
      'ABANDONED',
      'EXPIRED',
      'ALBUM_DELETED',
      'WRONG_SIZE',
      'WRONG_CHECKSUM',
    ])
      .notNull()
      .default('OPEN'),
    clientRef: mediumtext('client_ref'),
    filename: varchar('filename', { length: 1024 }).notNull(),
    contentType: asciiColumn('content_type', { length: 64 }).notNull(),
    kind: mysqlEnum('kind', ['IMAGE', 'VIDEO']).notNull(),
    byteSize: bigint('byte_size', { mode: 'number', unsigned: true }).notNull(),
    sha256: bytesColumn('sha256', { length: 32 }),
    /** When it was taken as the uploader says: for a file that does not say so itself. */
    takenAt: instantColumn('taken_at'),
    keyBase: asciiColumn('key_base', { length: 120 }).notNull(),
    /** S3's id of the multipart upload; null for a single part. */
    multipartId: asciiColumn('multipart_id', { length: 1024 }),
    partSize: bigint('part_size', { mode: 'number', unsigned: true }),
    partCount: int('part_count', { unsigned: true }),
    createdAt: instantColumn('created_at').notNull().default(sql`CURRENT_TIMESTAMP(6)`),
    expiresAt: instantColumn('expires_at').notNull(),
  },
  (t) => [
    uniqueIndex('tickets_key').on(t.keyBase),
    index('tickets_of_member').on(t.memberId, t.state, t.createdAt, t.id),
    index('tickets_of_album').on(t.albumId, t.state),
    index('tickets_to_expire').on(t.state, t.expiresAt),
  ],
);
export type UploadTicketRow = typeof uploadTickets.$inferSelect;
