import { sql } from 'drizzle-orm';
import {
  bigint,
  double,
  index,
  int,
  json,
  mysqlEnum,
  mysqlTable,
  smallint,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/mysql-core';
import { asciiColumn, bytesColumn, idColumn, instantColumn } from '../platform/columns.ts';
import type { FailureCode } from './failure.ts';

export const pictures = mysqlTable(
  'pictures',
  {
    id: idColumn('id').primaryKey(),
    memberId: idColumn('member_id').notNull(),
    albumId: idColumn('album_id').notNull(),
    /** The ticket it was committed from: unique, so that no ticket makes two pictures. */
    ticketId: idColumn('ticket_id').notNull(),
    /** LIVE is shown; TRASHED can come back; DELETED waits for the batch to remove its bytes, and then the row goes. */
    lifecycle: mysqlEnum('lifecycle', ['LIVE', 'TRASHED', 'DELETED']).notNull().default('LIVE'),
    trashedAt: instantColumn('trashed_at'),
    state: mysqlEnum('state', ['PROCESSING', 'READY', 'FAILED']).notNull().default('PROCESSING'),
    /** Why it FAILED: a code of the pipeline and a sentence for a person. */
    failureCode: asciiColumn('failure_code', { length: 40 }).$type<FailureCode>(),
    failureMessage: varchar('failure_message', { length: 255 }),
    filename: varchar('filename', { length: 1024 }).notNull(),
    kind: mysqlEnum('kind', ['IMAGE', 'VIDEO']).notNull(),
    contentType: asciiColumn('content_type', { length: 64 }).notNull(),
    byteSize: bigint('byte_size', { mode: 'number', unsigned: true }).notNull(),
    /** `u/<member>/<random>`; the original is at `<keyBase>/original`, renditions at `<keyBase>/r<pipelineVersion>/<size>.webp`. */
    keyBase: asciiColumn('key_base', { length: 120 }).notNull(),
    etag: asciiColumn('etag', { length: 100 }).notNull(),
    /** SHA-256 the uploader declared, later the one found in the stored bytes. */
    sha256: bytesColumn('sha256', { length: 32 }),
    /** The pipeline version that made the renditions; null until READY. */
    pipelineVersion: smallint('pipeline_version', { unsigned: true }),
    width: int('width', { unsigned: true }),
    height: int('height', { unsigned: true }),
    durationSeconds: double('duration_seconds'),
    takenAt: instantColumn('taken_at'),
    /** What the camera's clock showed, and its offset from UTC in minutes where it said so. */
    takenLocal: asciiColumn('taken_local', { length: 26 }),
    takenOffsetMinutes: smallint('taken_offset_minutes'),
    exif: json('exif'),
    /** Whether there is a copy of a video that every browser plays; null where none is needed. */
    playbackState: mysqlEnum('playback_state', ['WAITING', 'READY', 'FAILED']),
    /** Its version of the recipe: the copy is at `<keyBase>/p<playbackVersion>/playback.mp4`. */
    playbackVersion: smallint('playback_version', { unsigned: true }),
    playbackWidth: int('playback_width', { unsigned: true }),
    playbackHeight: int('playback_height', { unsigned: true }),
    /** Whether there is a copy without its location: UNCHANGED where the original names no place; null until asked for. */
    locationFreeState: mysqlEnum('location_free_state', ['WAITING', 'READY', 'UNCHANGED', 'FAILED']),
    /** Its version of the recipe: the copy is at `<keyBase>/s<locationFreeVersion>/original`. */
    locationFreeVersion: smallint('location_free_version', { unsigned: true }),
    /** ThumbHash. */
    placeholder: bytesColumn('placeholder', { length: 40 }),
    /** takenAt once READY, else createdAt: the order of the timeline. */
    sortAt: instantColumn('sort_at').notNull().default(sql`CURRENT_TIMESTAMP(6)`),
    /** What the camera's clock showed, else createdAt: the day that the timeline files it under. */
    localAt: instantColumn('local_at').notNull().default(sql`CURRENT_TIMESTAMP(6)`),
    createdAt: instantColumn('created_at').notNull().default(sql`CURRENT_TIMESTAMP(6)`),
  },
  (t) => [
    uniqueIndex('pictures_ticket').on(t.ticketId),
    uniqueIndex('pictures_key').on(t.keyBase),
    index('pictures_of_album').on(t.albumId, t.lifecycle, sql`${t.createdAt} desc`, sql`${t.id} desc`),
    index('pictures_of_album_taken').on(t.albumId, t.lifecycle, sql`${t.sortAt} desc`, sql`${t.id} desc`),
    index('pictures_by_local').on(t.memberId, t.lifecycle, sql`${t.localAt} desc`, sql`${t.id} desc`),
    index('pictures_in_trash').on(t.memberId, t.lifecycle, sql`${t.trashedAt} desc`, sql`${t.id} desc`),
    index('pictures_to_empty').on(t.lifecycle, t.trashedAt),
    index('pictures_in_playback').on(t.playbackState, t.createdAt),
    index('pictures_of_member').on(t.memberId, t.lifecycle, sql`${t.sortAt} desc`, sql`${t.id} desc`),
    index('pictures_by_hash').on(t.memberId, t.sha256),
    index('pictures_by_size').on(t.memberId, t.lifecycle, t.byteSize),
    index('pictures_in_state').on(t.state, t.createdAt),
  ],
);
export type PictureRow = typeof pictures.$inferSelect;
