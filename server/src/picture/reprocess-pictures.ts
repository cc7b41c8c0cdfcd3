import { and, asc, eq, gt, inArray, lt, ne, or, type SQL } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { pipelineVersion, playbackVersion } from '../media/media-pipeline.ts';
import type { Tx } from '../platform/db.ts';
import { recordCopyWanted, recordStored } from './finish-picture.ts';
import { type PictureRow, pictures } from './picture.table.ts';

type Found = Pick<PictureRow, 'id' | 'memberId' | 'playbackState'>;

/** What can be done anew, and how it is asked for. */
const kinds = {
  /** READY by an older version of the pipeline: their renditions are shown until the newer ones are there. */
  older: {
    where: and(eq(pictures.state, 'READY'), lt(pictures.pipelineVersion, pipelineVersion)),
    ask: recordStored,
  },
  /** FAILED: they wait again. */
  failed: {
    where: eq(pictures.state, 'FAILED'),
    ask: async (tx: Tx, picture: Found) => {
      await tx
        .update(pictures)
        .set({ state: 'PROCESSING', failureCode: null, failureMessage: null })
        .where(eq(pictures.id, picture.id));
      await recordStored(tx, picture);
    },
  },
  /** Videos whose playback copy failed, or was made by an older recipe. */
  playback: {
    where: or(
      eq(pictures.playbackState, 'FAILED'),
      and(eq(pictures.playbackState, 'READY'), lt(pictures.playbackVersion, playbackVersion)),
    ),
    ask: async (tx: Tx, picture: Found) => {
      if (picture.playbackState === 'FAILED')
        await tx.update(pictures).set({ playbackState: 'WAITING' }).where(eq(pictures.id, picture.id));
      await recordCopyWanted(tx, picture);
    },
  },
} satisfies Record<string, { where: SQL | undefined; ask: (tx: Tx, picture: Found) => Promise<void> }>;

/** What can be done anew. */
export type Reprocessing = keyof typeof kinds;

/** Whether a word names what can be done anew. */
export const isReprocessing = (word: string | undefined): word is Reprocessing =>
  word !== undefined && Object.hasOwn(kinds, word);

/**
 * Has the workers do pictures anew, by events in batches; what is made before is served until then. Run again it asks for
 * what is still to be done. Answers how many it asked for.
 * @param options.ids row ids, none for all there are.
 * @param options.room waits until the workers have done most of what was asked for, so that new uploads come in between.
 */
export async function reprocessPictures(
  { db }: Pick<Deps, 'db'>,
  kind: Reprocessing,
  options: { ids?: string[] | undefined; batch?: number; room: () => Promise<void> },
): Promise<number> {
  const { ids, batch = 100, room } = options;
  const { where, ask } = kinds[kind];
  let asked = 0;
  for (let after = '', more = true; more; ) {
    await room();
    const wanted = and(ne(pictures.lifecycle, 'DELETED'), where);
    // Looked for without a lock, since the way to the next one may be long.
    const found = await db
      .select({ id: pictures.id })
      .from(pictures)
      .where(and(gt(pictures.id, after), wanted, ids && inArray(pictures.id, ids)))
      .orderBy(asc(pictures.id))
      .limit(batch);
    const foundIds = found.map(({ id }) => id);
    if (foundIds.length > 0)
      asked += await db.transact(async (tx) => {
        const rows = await tx
          .select({ id: pictures.id, memberId: pictures.memberId, playbackState: pictures.playbackState })
          .from(pictures)
          .where(and(inArray(pictures.id, foundIds), wanted))
          .for('update');
        for (const row of rows) await ask(tx, row);
        return rows.length;
      });
    after = foundIds.at(-1) ?? after;
    more = foundIds.length === batch;
  }
  return asked;
}
