import { and, eq, isNull, sql } from 'drizzle-orm';
import { members } from '../member/member.table.ts';
import { affected, type Tx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { storageUsage } from './usage.table.ts';

/** A member's storage in bytes, as the database holds it now. */
export type Storage = { memberId: string; limitBytes: number; usedBytes: number; reservedBytes: number };

/** A usage change that the row no longer allows: somebody else changed it first, or a number would pass its bound. */
export class UsageConflict extends Error {
  override name = 'UsageConflict';
}

/**
 * Locks the member's storage row for this transaction and answers it, making it where sign-up's event has not yet. Every
 * change of a member's storage starts here, so that two of them stand in line.
 * @throws AppError UNAUTHENTICATED where the member is gone.
 */
export async function lockUsage(tx: Tx, memberId: string, defaultLimit: number): Promise<Storage> {
  const read = () =>
    tx
      .select({ usage: storageUsage })
      .from(members)
      .leftJoin(storageUsage, eq(storageUsage.memberId, members.id))
      .where(and(eq(members.id, memberId), isNull(members.deletedAt)))
      .for('update');
  let [found] = await read();
  if (!found) throw new AppError('UNAUTHENTICATED', 'Please sign in again.');
  if (!found.usage) {
    await provisionStorage(tx, memberId);
    [found] = await read();
  }
  const row = found?.usage;
  if (!row) throw new Error('A storage row vanished while its member was locked.');
  return {
    memberId,
    limitBytes: row.limitBytes ?? defaultLimit,
    usedBytes: row.usedBytes,
    reservedBytes: row.reservedBytes,
  };
}

/** Makes a member's storage row; a repeat changes nothing. */
export async function provisionStorage(tx: Pick<Tx, 'insert'>, memberId: string): Promise<void> {
  await tx
    .insert(storageUsage)
    .values({ memberId })
    .onDuplicateKeyUpdate({ set: { memberId: sql`member_id` } });
}

type Change = { usedBytes?: number; reservedBytes?: number; pictures?: number };

/**
 * Adds to (or, with negative numbers, takes from) a member's storage in one conditional UPDATE: never over the limit when
 * growing, never below zero.
 * @throws UsageConflict where the row does not allow it; the transaction must then roll back.
 */
export async function changeUsage(
  tx: Tx,
  memberId: string,
  change: Change,
  defaultLimit: number,
): Promise<void> {
  const { usedBytes = 0, reservedBytes = 0, pictures = 0 } = change;
  const grows = usedBytes + reservedBytes > 0;
  const result = await tx
    .update(storageUsage)
    .set({
      usedBytes: sql`cast(used_bytes as signed) + ${usedBytes}`,
      reservedBytes: sql`cast(reserved_bytes as signed) + ${reservedBytes}`,
      pictureCount: sql`cast(picture_count as signed) + ${pictures}`,
      version: sql`version + 1`,
    })
    .where(
      and(
        eq(storageUsage.memberId, memberId),
        sql`cast(used_bytes as signed) + ${usedBytes} >= 0`,
        sql`cast(reserved_bytes as signed) + ${reservedBytes} >= 0`,
        sql`cast(picture_count as signed) + ${pictures} >= 0`,
        grows
          ? sql`used_bytes + reserved_bytes + ${usedBytes + reservedBytes} <= coalesce(limit_bytes, ${defaultLimit})`
          : undefined,
      ),
    );
  if (affected(result) !== 1)
    throw new UsageConflict(`Storage of member ${memberId} does not allow the change.`);
}
