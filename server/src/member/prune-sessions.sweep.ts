import { lt } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { affected } from '../platform/db.ts';
import { now } from '../platform/time.ts';
import { sessions } from './member.table.ts';

const SEGMENT = 1_000;

/**
 * Forgets sessions whose refresh token has expired, a thousand at a time; traded ones too, which were kept until then so
 * that a stolen token is noticed. Answers how many went.
 */
export async function pruneSessions({ db }: Pick<Deps, 'db'>, signal?: AbortSignal): Promise<number> {
  let removed = 0;
  for (let count = SEGMENT; count === SEGMENT && !signal?.aborted; removed += count)
    count = affected(await db.delete(sessions).where(lt(sessions.refreshExpiresAt, now)).limit(SEGMENT));
  return removed;
}
