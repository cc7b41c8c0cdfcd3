import { and, count, eq, inArray, isNull } from 'drizzle-orm';
import { albums } from '../album/album.table.ts';
import type { Deps } from '../deps.ts';
import type { Viewer } from '../member/authenticate.ts';
import type { Tx } from '../platform/db.ts';
import { AppError, badInput, notFound } from '../platform/errors.ts';
import { failpoint } from '../platform/failpoints.ts';
import { newId, newSecret } from '../platform/ids.ts';
import { nowPlus, toInstant } from '../platform/time.ts';
import { changeUsage, lockUsage, type Storage } from '../usage/usage.ts';
import { type AcceptedFile, type DescribedFile, isRefusal, judgeFile, type Refusal } from './judge-file.ts';
import { partPlan } from './part-plan.ts';
import { type UploadTicketRow, uploadTickets } from './upload.table.ts';

/** The most items a batch may hold. */
export const MAX_BATCH = 100;

type Ticketed = { id: string; file: AcceptedFile };
type Refused = { refusal: Refusal; clientRef: string | null };

/** One answer for one file: its ticket, or why it gets none. */
export type TicketAnswer = { ticket: UploadTicketRow } | { refusal: Refusal; clientRef: string | null };

/**
 * Reserves space for files and answers a ticket or a refusal for each, in order. Nothing but rows is written: the store
 * learns of a ticket when the client asks for its URLs, so a crash after COMMIT leaves an OPEN ticket that expires.
 * @throws AppError NOT_FOUND for an album that is not the viewer's; RATE_LIMITED with too many open tickets.
 */
export async function requestUploads(
  { db, locks, config }: Pick<Deps, 'db' | 'locks' | 'config'>,
  viewer: Viewer,
  albumId: string | undefined,
  files: DescribedFile[],
): Promise<{ answers: TicketAnswer[]; storage: Storage }> {
  if (files.length > MAX_BATCH) throw badInput(`Ask for ${MAX_BATCH} files at most at a time.`);
  if (!files.every(({ clientRef }) => clientRef?.isWellFormed() ?? true))
    throw badInput('A clientRef must be valid Unicode: it has half a surrogate pair.');
  if (!albumId) throw notFound('album');
  const judged = files.map((file) => ({ file, verdict: judgeFile(file, config.MAX_FILE_BYTES) }));
  return locks.run(viewer.memberId, (signal) =>
    db.transact(async (tx) => {
      const storage = await lockUsage(tx, viewer.memberId, config.STORAGE_LIMIT_BYTES);
      await requireLiveAlbum(tx, viewer.memberId, albumId);
      await refuseFlood(tx, viewer.memberId, files.length, config.MAX_OPEN_TICKETS);
      let free = storage.limitBytes - storage.usedBytes - storage.reservedBytes;
      const plans = judged.map(({ file, verdict }): Ticketed | Refused => {
        if (isRefusal(verdict)) return { refusal: verdict, clientRef: file.clientRef ?? null };
        if (verdict.byteSize > free) return { refusal: overQuota(free), clientRef: verdict.clientRef };
        free -= verdict.byteSize;
        return { id: newId(), file: verdict };
      });
      const accepted = plans.filter((plan): plan is Ticketed => 'file' in plan);
      const reserved = accepted.reduce((sum, plan) => sum + plan.file.byteSize, 0);
      if (accepted.length > 0) {
        await changeUsage(tx, viewer.memberId, { reservedBytes: reserved }, config.STORAGE_LIMIT_BYTES);
        await failpoint('request.afterReserve');
        await tx
          .insert(uploadTickets)
          .values(accepted.map(({ id, file }) => ticketValues(id, viewer, albumId, file, config)));
        await failpoint('request.afterInsert');
      }
      const rows = await ticketsOf(
        tx,
        viewer.memberId,
        accepted.map((plan) => plan.id),
      );
      return {
        answers: plans.map((plan): TicketAnswer => {
          if ('refusal' in plan) return plan;
          const ticket = rows.get(plan.id);
          if (!ticket) throw new Error('A ticket vanished inside its own transaction.');
          return { ticket };
        }),
        storage: { ...storage, reservedBytes: storage.reservedBytes + reserved },
      };
    }, signal),
  );
}

async function requireLiveAlbum(tx: Tx, memberId: string, albumId: string): Promise<void> {
  const [album] = await tx
    .select({ id: albums.id })
    .from(albums)
    .where(and(eq(albums.id, albumId), eq(albums.memberId, memberId), isNull(albums.deletedAt)))
    .for('update');
  if (!album) throw notFound('album');
}

async function refuseFlood(tx: Tx, memberId: string, more: number, most: number): Promise<void> {
  const [open] = await tx
    .select({ n: count() })
    .from(uploadTickets)
    .where(and(eq(uploadTickets.memberId, memberId), eq(uploadTickets.state, 'OPEN')));
  if ((open?.n ?? 0) + more > most)
    throw new AppError(
      'RATE_LIMITED',
      `At most ${most} uploads may be open at a time. Finish or abandon some first.`,
      {
        retryAfter: 5,
      },
    );
}

const overQuota = (free: number): Refusal => ({
  code: 'QUOTA_EXCEEDED',
  message: `Your storage has ${Math.max(0, free)} bytes left, which is too little for this file. Delete something first.`,
});

function ticketValues(
  id: string,
  viewer: Viewer,
  albumId: string,
  file: AcceptedFile,
  config: Deps['config'],
) {
  const plan = partPlan(file.byteSize, config);
  return {
    id,
    memberId: viewer.memberId,
    albumId,
    clientRef: file.clientRef,
    filename: file.filename,
    contentType: file.contentType,
    kind: file.kind,
    byteSize: file.byteSize,
    sha256: file.sha256,
    takenAt: file.takenAt && toInstant(file.takenAt),
    keyBase: `u/${viewer.memberId}/${newSecret()}`,
    partSize: plan?.partSize ?? null,
    partCount: plan?.partCount ?? null,
    expiresAt: nowPlus(plan ? config.MULTIPART_TICKET_SECONDS : config.SINGLE_TICKET_SECONDS),
  };
}

async function ticketsOf(tx: Tx, memberId: string, ids: string[]): Promise<Map<string, UploadTicketRow>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select()
    .from(uploadTickets)
    .where(and(eq(uploadTickets.memberId, memberId), inArray(uploadTickets.id, ids)));
  return new Map(rows.map((row) => [row.id, row]));
}
