import { eq } from 'drizzle-orm';
import type { Db } from '../platform/db.ts';
import { storageUsage } from './usage.table.ts';
import type { Storage } from './usage.ts';

/**
 * A member's storage, and how many live pictures make it up. A member whose sign-up event is still on its way has no row:
 * that is an empty storage of the default size.
 */
export async function readUsage(
  db: Pick<Db, 'select'>,
  memberId: string,
  defaultLimit: number,
): Promise<Storage & { pictureCount: number }> {
  const [row] = await db.select().from(storageUsage).where(eq(storageUsage.memberId, memberId));
  return {
    memberId,
    limitBytes: row?.limitBytes ?? defaultLimit,
    usedBytes: row?.usedBytes ?? 0,
    reservedBytes: row?.reservedBytes ?? 0,
    pictureCount: row?.pictureCount ?? 0,
  };
}
