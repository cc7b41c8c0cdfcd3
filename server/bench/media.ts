import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type Figure, printFigures } from '../../infra/local/figures.ts';
import { MediaPipeline } from '../src/media/media-pipeline.ts';
import { renditionNames, renditionSizes } from '../src/media/media-result.ts';
import { type HostileFile, hostileFiles } from '../src/testing/hostile-files.ts';
import { storedBytes, storedFile } from '../src/testing/media-files.ts';
import { drawPhoto } from './draw-photo.ts';
import { MediaStand } from './media-stand.ts';
import { processorSeconds, watchMemory } from './process-tree.ts';

const run = promisify(execFile);
const never = new AbortController().signal;
const MiB = 1024 * 1024;

/** How often each way makes the thumbnails of a photo. */
const rounds = 12;
/** How many photos a worker is timed with. */
const batch = 40;
/** How many photos are committed one after the other. */
const commits = 40;

const say = (text: string) => process.stdout.write(`${text}\n`);
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const percentile = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)] ?? 0;

/** The processor time of SMALL, MEDIUM, LARGE and the ThumbHash of a photo, over that of vipsthumbnail's three files. */
async function thumbnailCost(folder: string): Promise<Figure> {
  const pipeline = await MediaPipeline.start(join(folder, 'work'));
  const [ours, theirs]: [number[], number[]] = [[], []];
  const spent = async (work: () => Promise<unknown>): Promise<number> => {
    const before = processorSeconds(process.pid);
    await work();
    return processorSeconds(process.pid) - before;
  };
  try {
    // The decoder starts with the first, as it does in a worker.
    await pipeline.process(storedBytes(await drawPhoto(0)), never);
    for (let round = 1; round <= rounds; round += 1) {
      const photo = await drawPhoto(round);
      const path = join(folder, 'photo.jpg');
      await writeFile(path, photo);
      ours.push(await spent(() => pipeline.process(storedBytes(photo), never)));
      theirs.push(
        await spent(async () => {
          for (const name of renditionNames) await vipsThumbnail(path, name, folder);
        }),
      );
    }
  } finally {
    await pipeline.close();
  }
  const [our, their] = [median(ours), median(theirs)];
  return {
    what: 'processor time per 12 MP photo (three WebPs and ThumbHash) over vipsthumbnail (three WebPs)',
    wanted: '≤ 0.90',
    measured: `${(our / their).toFixed(2)} (${(our * 1000).toFixed(0)} ms to ${(their * 1000).toFixed(0)} ms, median of ${rounds})`,
    ok: our / their <= 0.9,
  };
}

/** Quality and effort are those of our own renditions. */
async function vipsThumbnail(path: string, name: keyof typeof renditionSizes, folder: string): Promise<void> {
  const size = renditionSizes[name];
  const effort = name === 'small' ? 4 : 2;
  await run(
    'vipsthumbnail',
    [path, '--size', `${size}x${size}>`, '-o', join(folder, `${name}.webp[Q=80,effort=${effort},strip]`)],
    { env: { ...process.env, VIPS_CONCURRENCY: '1' } },
  );
}

/** How much of a long video its poster reads. */
async function posterShare(folder: string): Promise<Figure> {
  const [clip, film] = [join(folder, 'clip.mp4'), join(folder, 'film.mp4')];
  await run('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=25:d=8'],
    ...[
      '-vf',
      'noise=alls=60:allf=t',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-b:v',
      '12M',
      '-g',
      '50',
      clip,
    ],
  ]);
  const loops = Math.ceil((100 * MiB) / (await stat(clip)).size) - 1;
  await run('ffmpeg', [
    '-nostdin',
    '-v',
    'error',
    '-stream_loop',
    String(loops),
    '-i',
    clip,
    '-c',
    'copy',
    film,
  ]);
  const source = await storedFile(film);
  const pipeline = await MediaPipeline.start(join(folder, 'work'));
  try {
    await pipeline.process(source, never);
  } finally {
    await pipeline.close();
  }
  const share = source.openedBytes / source.byteSize;
  return {
    what: `bytes read for facts and poster of an MP4 of ${Math.round(source.byteSize / MiB)} MiB, its index at the end`,
    wanted: '≤ 10 %',
    measured: `${(share * 100).toFixed(1)} %`,
    ok: share <= 0.1,
  };
}

/** Everything that is made to hurt a worker: the most memory that it and what it starts take, and how each file ends. */
async function hostileSet(stand: MediaStand): Promise<Figure[]> {
  const worker = await stand.startWorker(availableParallelism());
  const watch = watchMemory(worker);
  const added = new Map<string, HostileFile>();
  for (const file of hostileFiles) {
    // The store's own answer to nothing is tested elsewhere: no ticket is given for it.
    if (file.name !== 'an empty file') added.set(await stand.add(await file.make()), file);
  }
  const ids = [...added.keys()];
  await stand.finished(ids);
  const peak = watch.stop();
  await stand.endWorkers();
  const ends = await stand.endsOf(ids);
  const strange = [...added].filter(([id, file]) => !file.ends.some((end) => end === ends.get(id)));
  for (const [id, { name }] of strange) say(`  ${name} ended as ${ends.get(id)}`);
  return [
    {
      what: `most memory of a worker with its children over ${ids.length} hostile files`,
      wanted: '≤ 512 MiB',
      measured: `${Math.round(peak / MiB)} MiB`,
      ok: peak <= 512 * MiB,
    },
    {
      what: 'of them, READY or FAILED for a reason that is none of theirs',
      wanted: '0',
      measured: String(strange.length),
      ok: strange.length === 0,
    },
  ];
}

/** Thumbnails a second that some workers make of photos that wait, each decoding one at a time. */
async function thumbnailRate(stand: MediaStand, workers: number, photos: Buffer[]): Promise<number> {
  const add = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, at) => stand.add(photos[at % photos.length] ?? Buffer.alloc(0))),
    );
  for (let count = 0; count < workers; count += 1) await stand.startWorker(1);
  await stand.finished(await add(2 * workers));
  await stand.endWorkers();
  const ids = await add(batch);
  const began = performance.now();
  for (let count = 0; count < workers; count += 1) await stand.startWorker(1);
  await stand.finished(ids);
  const seconds = (performance.now() - began) / 1000;
  await stand.endWorkers();
  return (renditionNames.length * batch) / seconds;
}

async function rates(stand: MediaStand, photos: Buffer[]): Promise<Figure[]> {
  const [one, two] = [await thumbnailRate(stand, 1, photos), await thumbnailRate(stand, 2, photos)];
  const share = `${(one / renditionNames.length).toFixed(1)} photos of 12 MP a second`;
  return [
    {
      what: 'thumbnails a second, one worker with one decoder',
      wanted: '> 2',
      measured: `${one.toFixed(1)} (${share})`,
      ok: one > 2,
    },
    {
      what: 'the same with two workers',
      wanted: 'told: one uses both cores while it encodes',
      measured: `${two.toFixed(1)}, ${(two / one).toFixed(2)} times as many`,
      ok: true,
    },
  ];
}

async function commitToReady(stand: MediaStand, photos: Buffer[]): Promise<Figure> {
  await stand.startWorker(availableParallelism());
  await stand.timeToReady(photos[0] ?? Buffer.alloc(0));
  const seconds: number[] = [];
  for (let count = 0; count < commits; count += 1)
    seconds.push(await stand.timeToReady(photos[count % photos.length] ?? Buffer.alloc(0)));
  await stand.endWorkers();
  const [p50, p95] = [median(seconds), percentile(seconds, 0.95)];
  return {
    what: `from commit to READY for a phone photo of 12 MP, idle worker, ${commits} one by one`,
    wanted: 'p95 ≤ 1.5 s',
    measured: `p50 ${p50.toFixed(2)} s, p95 ${p95.toFixed(2)} s`,
    ok: p95 <= 1.5,
  };
}

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const cache = join(import.meta.dirname, '..', 'node_modules', '.cache');
await mkdir(cache, { recursive: true });
const folder = await mkdtemp(join(cache, 'media-bench-'));
const stand = await MediaStand.open();
const figures: Figure[] = [];
try {
  const photos = await Promise.all([1, 2, 3, 4].map(drawPhoto));
  const parts: [string, () => Promise<Figure[]>][] = [
    ['thumbnails against vipsthumbnail', async () => [await thumbnailCost(folder)]],
    ['the poster of a long video', async () => [await posterShare(folder)]],
    ['the hostile set', () => hostileSet(stand)],
    ['from commit to READY', async () => [await commitToReady(stand, photos)]],
    ['thumbnails a second', () => rates(stand, photos)],
  ];
  for (const [name, measure] of parts.filter(([part]) => part.includes(values.only))) {
    const began = performance.now();
    figures.push(...(await measure()));
    say(`  … ${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
} finally {
  await stand.close();
  await rm(folder, { recursive: true, force: true });
}
const load = loadavg()[0]?.toFixed(1);
process.exitCode =
  printFigures(`Media on ${availableParallelism()} cores, load ${load}`, figures) === 0 ? 0 : 1;
