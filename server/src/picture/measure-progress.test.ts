import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createMetrics } from '../platform/metrics.ts';
import { aMember, anAlbum, aPicture } from '../testing/builders.ts';
import { openHarness } from '../testing/harness.ts';
import { finishedCounter, measureProgress } from './measure-progress.sweep.ts';

const harness = await openHarness();

it('shows how many wait and how many are done a minute, and says nothing where nothing happens', async () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line) => void lines.push(line) });
  const metrics = createMetrics();
  let time = 0;
  const measure = measureProgress({ db: harness.deps.db, log, metrics }, () => time);
  time += 30_000;
  await measure();
  expect(lines).toEqual([]);

  const member = await aMember(harness);
  const album = await anAlbum(harness, member);
  for (let count = 0; count < 3; count += 1)
    await aPicture(harness, member, album, { state: 'PROCESSING', createdAt: '2026-11-01 00:00:00.000000' });
  await aPicture(harness, member, album, { state: 'PROCESSING', lifecycle: 'DELETED' });
  await aPicture(harness, member, album, { state: 'READY', playbackState: 'WAITING' });
  finishedCounter(metrics).inc({ what: 'renditions', end: 'ready' }, 7);
  finishedCounter(metrics).inc({ what: 'renditions', end: 'failed' }, 1);
  finishedCounter(metrics).inc({ what: 'playback', end: 'ready' }, 1);
  time += 30_000;
  await measure();
  const text = await metrics.text();
  expect(text).toMatch(/^media_waiting\{what="renditions"\} 3$/m);
  expect(text).toMatch(/^media_waiting\{what="playback"\} 1$/m);
  expect(text).toMatch(/^media_per_minute\{what="renditions"\} 16$/m);
  expect(text).toMatch(/^media_per_minute\{what="playback"\} 2$/m);
  expect(text).toMatch(/^media_oldest_waiting_seconds\{what="renditions"\} [1-9]\d+$/m);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    waiting: { renditions: { count: 3 }, playback: { count: 1 } },
    perMinute: { renditions: 16, playback: 2 },
  });
});
