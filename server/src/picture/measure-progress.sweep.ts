import { and, eq, ne, sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';
import { pictures } from './picture.table.ts';

type Needs = Pick<Deps, 'db' | 'log' | 'metrics'>;

/** Counts what this process has brought to an end, READY or not. */
export const finishedCounter = (metrics: Deps['metrics']) =>
  metrics.counter('media_finished_total', 'Renditions and playback copies by how they ended', [
    'what',
    'end',
  ]);

/**
 * Makes the run of a sweep that shows how the media work goes: how many pictures wait for renditions and how many videos for
 * their playback copy, since when the oldest does, and how many of each this process does a minute. As metrics, and in a line
 * of the log where there is anything to tell.
 */
export function measureProgress(
  { db, log, metrics }: Needs,
  now = () => performance.now(),
): () => Promise<void> {
  let before = { at: now(), renditions: 0, playback: 0 };

  return async () => {
    const waiting = {
      renditions: await waitingFor(db, eq(pictures.state, 'PROCESSING')),
      playback: await waitingFor(db, eq(pictures.playbackState, 'WAITING')),
    };
    const after = { at: now(), ...(await finishedSoFar(metrics)) };
    const minutes = (after.at - before.at) / 60_000;
    const perMinute = (what: 'renditions' | 'playback') =>
      minutes > 0 ? Math.round((10 * (after[what] - before[what])) / minutes) / 10 : 0;
    const rate = { renditions: perMinute('renditions'), playback: perMinute('playback') };
    before = after;
    for (const what of ['renditions', 'playback'] as const) {
      metrics
        .gauge('media_waiting', 'Pictures that wait for it', ['what'])
        .set({ what }, waiting[what].count);
      metrics
        .gauge('media_oldest_waiting_seconds', 'Age of the oldest picture that waits for it', ['what'])
        .set({ what }, waiting[what].oldestSeconds);
      metrics
        .gauge('media_per_minute', 'How many this process does a minute', ['what'])
        .set({ what }, rate[what]);
    }
    if (waiting.renditions.count + waiting.playback.count + rate.renditions + rate.playback === 0) return;
    log.info({ waiting, perMinute: rate }, 'media work');
  };
}

async function waitingFor(
  db: Needs['db'],
  where: ReturnType<typeof eq>,
): Promise<{ count: number; oldestSeconds: number }> {
  const [found] = await db
    .select({
      count: sql<number>`count(*)`,
      oldest: sql<string>`coalesce(timestampdiff(second, min(${pictures.createdAt}), now(6)), 0)`,
    })
    .from(pictures)
    .where(and(where, ne(pictures.lifecycle, 'DELETED')));
  return { count: Number(found?.count ?? 0), oldestSeconds: Number(found?.oldest ?? 0) };
}

async function finishedSoFar(metrics: Deps['metrics']): Promise<{ renditions: number; playback: number }> {
  const { values } = await finishedCounter(metrics).get();
  const of = (what: string) =>
    values.filter(({ labels }) => labels.what === what).reduce((sum, { value }) => sum + value, 0);
  return { renditions: of('renditions'), playback: of('playback') };
}
