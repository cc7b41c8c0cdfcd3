import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { albums } from '../../src/album/album.table.ts';
import { readConfig } from '../../src/config.ts';
import { deleteAlbum } from '../../src/deletion/delete-album.ts';
import { deletePictures } from '../../src/deletion/delete-pictures.ts';
import { openDeps } from '../../src/deps.ts';
import { newId } from '../../src/platform/ids.ts';
import { createLogger } from '../../src/platform/log.ts';
import { abandonUploads } from '../../src/upload/abandon-uploads.ts';
import { commitUploads } from '../../src/upload/commit-uploads.ts';
import { expireUploads } from '../../src/upload/expire-uploads.sweep.ts';
import { recountMember } from '../../src/upload/recount-usage.sweep.ts';
import { requestUploads } from '../../src/upload/request-uploads.ts';
import { type UploadTicketRow, uploadTickets } from '../../src/upload/upload.table.ts';
import { takeOrders } from '../child.ts';
import { untilAnswered } from '../people.ts';

const deps = openDeps(readConfig(), createLogger('trial', 'fatal'));
const orders = z.object({ memberIds: z.array(z.string()), operations: z.number(), lanes: z.number() });

/** A refusal for want of room: how many bytes had to be free, and when it was asked and answered (seconds since 1970). */
type Refusal = { memberId: string; needed: number; from: number; to: number };

const clock = () => (performance.timeOrigin + performance.now()) / 1_000;
const below = (n: number) => Math.floor(Math.random() * n);
const viewerOf = (memberId: string) => ({ memberId, sessionId: '', familyId: '' });

/** What one member has been given here so far. */
type Belongings = { memberId: string; albumId: string; tickets: UploadTicketRow[]; pictureIds: string[] };

const take = <T>(list: T[]): T[] => list.splice(below(list.length), 1);

async function anAlbum(memberId: string): Promise<string> {
  const id = newId();
  await deps.db.insert(albums).values({ id, memberId, name: 'Trial' });
  return id;
}

async function request(mine: Belongings, refusals: Refusal[]): Promise<void> {
  const { memberId, albumId, tickets } = mine;
  const files = Array.from({ length: 1 + below(4) }, () => ({
    filename: 'a.jpg',
    contentType: 'image/jpeg',
    byteSize: 1 + below(3_000),
  }));
  const from = clock();
  const { answers } = await requestUploads(deps, viewerOf(memberId), albumId, files);
  const to = clock();
  let before = 0;
  for (const [i, answer] of answers.entries()) {
    const byteSize = files[i]?.byteSize ?? 0;
    if ('ticket' in answer) {
      before += byteSize;
      tickets.push(answer.ticket);
    } else if (answer.refusal.code === 'QUOTA_EXCEEDED')
      refusals.push({ memberId, needed: before + byteSize, from, to });
  }
}

async function commit({ memberId, tickets, pictureIds }: Belongings): Promise<void> {
  const some = [...take(tickets), ...take(tickets)];
  await Promise.all(
    some.map((t) => deps.store.put(`${t.keyBase}/original`, Buffer.alloc(t.byteSize), 'image/jpeg')),
  );
  const ids = some.map(({ id }) => id);
  // Twice at once: the second one must change nothing.
  const [{ answers }] = await Promise.all([
    commitUploads(deps, viewerOf(memberId), ids),
    commitUploads(deps, viewerOf(memberId), ids),
  ]);
  pictureIds.push(...answers.flatMap((answer) => ('picture' in answer ? [answer.picture.id] : [])));
}

async function expire({ tickets }: Belongings): Promise<void> {
  for (const { id } of take(tickets))
    await deps.db
      .update(uploadTickets)
      .set({ expiresAt: sql`now(6) - interval 1 second` })
      .where(eq(uploadTickets.id, id));
  await expireUploads(deps);
}

/** One random thing that a member or a sweep does. */
async function operate(mine: Belongings, refusals: Refusal[]): Promise<void> {
  const viewer = viewerOf(mine.memberId);
  const dice = below(100);
  if (dice < 40) await request(mine, refusals);
  else if (dice < 65) await commit(mine);
  else if (dice < 80)
    await deletePictures(deps, viewer, [...take(mine.pictureIds), ...take(mine.pictureIds)]);
  else if (dice < 90)
    await abandonUploads(
      deps,
      viewer,
      take(mine.tickets).map(({ id }) => id),
    );
  else if (dice < 95) await expire(mine);
  else if (dice < 98) await recountMember(deps, mine.memberId);
  else {
    await deleteAlbum(deps, viewer, mine.albumId);
    mine.albumId = await anAlbum(mine.memberId);
  }
}

takeOrders(
  {
    /** Answers the refusals for want of room. */
    operate: async (given) => {
      const { memberIds, operations, lanes } = orders.parse(given);
      const refusals: Refusal[] = [];
      let left = operations;
      const lane = async (memberId: string) => {
        const mine = { memberId, albumId: await anAlbum(memberId), tickets: [], pictureIds: [] };
        while (left > 0) {
          left -= 1;
          await untilAnswered(() => operate(mine, refusals));
        }
      };
      await Promise.all(memberIds.flatMap((id) => Array.from({ length: lanes }, () => lane(id))));
      return refusals;
    },
  },
  deps.close,
);
