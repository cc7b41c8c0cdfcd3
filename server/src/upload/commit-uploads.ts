import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import { countPictures } from '../album/count-pictures.ts';
import type { Deps } from '../deps.ts';
import { recordAll } from '../events/outbox.ts';
import type { Viewer } from '../member/authenticate.ts';
import { pictures } from '../picture/picture.table.ts';
import { affected, type Tx } from '../platform/db.ts';
import { badInput } from '../platform/errors.ts';
import { failpoint } from '../platform/failpoints.ts';
import { newId } from '../platform/ids.ts';
import { readUsage } from '../usage/usage.read.ts';
import { changeUsage, lockUsage, type Storage } from '../usage/usage.ts';
import { answerClosed, type CommitAnswer } from './answer-closed.ts';
import { closeTickets } from './close-tickets.ts';
import { type Inspection, inspectUpload } from './inspect-upload.ts';
import type { RefusalCode } from './judge-file.ts';
import { applyKeptReports } from './receive-report.ts';
import { MAX_BATCH } from './request-uploads.ts';
import { type UploadTicketRow, uploadTickets } from './upload.table.ts';

type Needs = Pick<Deps, 'db' | 'feed' | 'locks' | 'store' | 'config' | 'redis' | 'metrics' | 'log'>;
type Inspected = ReadonlyMap<string, Inspection>;

/** How many objects one commit looks at in the store at a time. */
const INSPECTIONS_AT_ONCE = 16;

/**
 * Turns open tickets whose bytes are stored into pictures and answers each ticket, in order. Idempotent: the conditional
 * move OPEN → COMMITTED decides, and a repeat answers with what it made. The store is looked at before, outside the lock.
 * @param ticketIds row ids; undefined where the client's id names no ticket.
 */
export async function commitUploads(
  needs: Needs,
  viewer: Viewer,
  ticketIds: (string | undefined)[],
): Promise<{ answers: CommitAnswer[]; storage: Storage }> {
  if (ticketIds.length > MAX_BATCH) throw badInput(`Commit ${MAX_BATCH} tickets at most at a time.`);
  return needs.locks.admit(viewer.memberId, (waitMs) => commitAdmitted(needs, viewer, ticketIds, waitMs));
}

async function commitAdmitted(
  needs: Needs,
  viewer: Viewer,
  ticketIds: (string | undefined)[],
  waitMs: number,
): Promise<{ answers: CommitAnswer[]; storage: Storage }> {
  const { db, feed, locks, config } = needs;
  const ids = [...new Set(ticketIds.filter((id) => id !== undefined))];
  const inspected = await inspectOpen(needs, viewer, ids);
  await failpoint('commit.afterInspect');
  // A repeat of what is settled writes nothing and needs no lock.
  const made =
    inspected.size === 0
      ? []
      : await locks.run(
          viewer.memberId,
          (signal) =>
            db.transact(
              (tx) => settle(tx, viewer.memberId, ids, inspected, config.STORAGE_LIMIT_BYTES),
              signal,
            ),
          { waitMs },
        );
  await failpoint('commit.afterCommit');
  feed.tell(viewer.memberId, {
    pictures: made.map((picture) => picture.id),
    albums: [...new Set(made.map((picture) => picture.albumId))],
  });
  await applyKeptReports(
    needs,
    made.map((picture) => picture.keyBase),
  );
  const answers = await answerClosed(db, viewer.memberId, ticketIds, inspected);
  return { answers, storage: await readUsage(db, viewer.memberId, config.STORAGE_LIMIT_BYTES) };
}

async function inspectOpen(needs: Needs, viewer: Viewer, ids: string[]): Promise<Inspected> {
  if (ids.length === 0) return new Map();
  const open = await needs.db
    .select({ ticket: uploadTickets, live: sql<number>`${uploadTickets.expiresAt} > now(6)` })
    .from(uploadTickets)
    .where(
      and(
        inArray(uploadTickets.id, ids),
        eq(uploadTickets.memberId, viewer.memberId),
        eq(uploadTickets.state, 'OPEN'),
      ),
    );
  const found = new Map<string, Inspection>();
  for (let from = 0; from < open.length; from += INSPECTIONS_AT_ONCE) {
    const segment = open.slice(from, from + INSPECTIONS_AT_ONCE);
    const results = await Promise.all(
      segment.map(({ ticket, live }) => (live ? inspectUpload(needs, ticket) : expiredInspection)),
    );
    segment.forEach(({ ticket }, i) => {
      const result = results[i];
      if (result) found.set(ticket.id, result);
    });
  }
  return found;
}

const expiredInspection: Inspection = {
  outcome: 'missing',
  refusal: {
    code: 'TICKET_EXPIRED',
    message: 'This upload took too long, and its space is free again. Start it anew.',
  },
};

type Made = { id: string; albumId: string; keyBase: string };

/** One transaction for the whole batch: expired and wrong tickets close, stored ones become pictures with their events. */
async function settle(
  tx: Tx,
  memberId: string,
  ids: readonly string[],
  inspected: Inspected,
  defaultLimit: number,
): Promise<Made[]> {
  await lockUsage(tx, memberId, defaultLimit);
  const rows = await tx
    .select({
      ticket: uploadTickets,
      live: sql<number>`${uploadTickets.expiresAt} > now(6)`,
      album: albums.id,
    })
    .from(uploadTickets)
    .leftJoin(albums, and(eq(albums.id, uploadTickets.albumId), isNull(albums.deletedAt)))
    .where(
      and(
        inArray(uploadTickets.id, [...inspected.keys()]),
        eq(uploadTickets.memberId, memberId),
        eq(uploadTickets.state, 'OPEN'),
      ),
    )
    .orderBy(uploadTickets.createdAt, uploadTickets.id)
    .for('update');
  const wrong = (row: (typeof rows)[number], code: RefusalCode) => {
    const seen = inspected.get(row.ticket.id);
    return row.album !== null && seen?.outcome === 'wrong' && seen.refusal.code === code;
  };
  const inLive = rows.filter((row) => row.live);
  const close = (those: typeof rows, state: 'EXPIRED' | 'ALBUM_DELETED' | 'WRONG_SIZE' | 'WRONG_CHECKSUM') =>
    closeTickets(
      tx,
      memberId,
      those.map((row) => row.ticket),
      state,
      defaultLimit,
    );
  await close(
    rows.filter((row) => !row.live),
    'EXPIRED',
  );
  await close(
    inLive.filter((row) => !row.album),
    'ALBUM_DELETED',
  );
  await close(
    inLive.filter((row) => wrong(row, 'SIZE_MISMATCH')),
    'WRONG_SIZE',
  );
  await close(
    inLive.filter((row) => wrong(row, 'CHECKSUM_MISMATCH')),
    'WRONG_CHECKSUM',
  );
  const stored = inLive.flatMap((row) => {
    const inspection = inspected.get(row.ticket.id);
    return row.album && inspection?.outcome === 'stored'
      ? [{ ticket: row.ticket, etag: inspection.etag }]
      : [];
  });
  // Pictures of one commit are of one instant and stand by their ids: as the client named them, the last one first.
  stored.sort((one, other) => ids.indexOf(one.ticket.id) - ids.indexOf(other.ticket.id));
  return stored.length > 0 ? makePictures(tx, memberId, stored, defaultLimit) : [];
}

type Stored = { ticket: UploadTicketRow; etag: string };

async function makePictures(
  tx: Tx,
  memberId: string,
  stored: Stored[],
  defaultLimit: number,
): Promise<Made[]> {
  const moved = await tx
    .update(uploadTickets)
    .set({ state: 'COMMITTED' })
    .where(
      and(
        inArray(
          uploadTickets.id,
          stored.map(({ ticket }) => ticket.id),
        ),
        eq(uploadTickets.state, 'OPEN'),
      ),
    );
  if (affected(moved) !== stored.length) throw new Error('A ticket moved while its row was locked.');
  await failpoint('commit.afterMove');
  const bytes = stored.reduce((sum, { ticket }) => sum + ticket.byteSize, 0);
  const change = { usedBytes: bytes, reservedBytes: -bytes, pictures: stored.length };
  await changeUsage(tx, memberId, change, defaultLimit);
  for (const [albumId, tickets] of Map.groupBy(stored, ({ ticket }) => ticket.albumId)) {
    const albumBytes = tickets.reduce((sum, { ticket }) => sum + ticket.byteSize, 0);
    await countPictures(tx, albumId, { pictures: tickets.length, bytes: albumBytes });
  }
  const made = stored.map(({ ticket, etag }) => ({
    id: newId(),
    memberId,
    albumId: ticket.albumId,
    ticketId: ticket.id,
    filename: ticket.filename,
    kind: ticket.kind,
    contentType: ticket.contentType,
    byteSize: ticket.byteSize,
    keyBase: ticket.keyBase,
    etag,
    sha256: ticket.sha256,
    takenAt: ticket.takenAt,
  }));
  await tx.insert(pictures).values(made);
  await failpoint('commit.afterInsert');
  await recordAll(
    tx,
    made.map(({ id }) => ({
      type: 'picture.stored' as const,
      aggregate: `picture:${id}`,
      payload: { pictureId: id, memberId },
    })),
  );
  await failpoint('commit.afterRecord');
  return made;
}
