import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Figure, printFigures } from '../../infra/local/figures.ts';
import { measureApiMemory } from './api-memory.ts';
import { measureFaults } from './faults.ts';
import { measureManyFiles } from './many-files.ts';
import { measureGiant, measurePhotos } from './throughput.ts';

const { values } = parseArgs({
  options: {
    /** Names of parts, with commas between them. */
    only: { type: 'string' },
    /** How often the throughput is measured. */
    rounds: { type: 'string', default: '3' },
    /** How much is uploaded past the API, and after how many seconds no more of it. */
    gib: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '240' },
    /** How many small files are dropped at once. */
    files: { type: 'string', default: '20000' },
  },
});

const parts: Record<string, (folder: string) => Promise<Figure[]>> = {
  photos: async (folder) => [await measurePhotos(folder, Number(values.rounds))],
  giant: async (folder) => [await measureGiant(folder, Number(values.rounds))],
  faults: measureFaults,
  memory: async (folder) => [await measureApiMemory(folder, Number(values.gib), Number(values.seconds))],
  // The last, for the thumbnails of so many pictures keep the machine busy for long.
  files: (folder) => measureManyFiles(folder, Number(values.files)),
};

// Not in /tmp, which may be memory.
const cache = join(import.meta.dirname, '..', 'node_modules', '.cache');
await mkdir(cache, { recursive: true });
const folder = await mkdtemp(join(cache, 'bench-'));
const figures: Figure[] = [];
try {
  for (const [name, measurePart] of Object.entries(parts)) {
    if (values.only !== undefined && !values.only.split(',').includes(name)) continue;
    // What the others measured is worth knowing all the same.
    const measured = await measurePart(folder).catch((error: unknown) => [
      { what: name, wanted: 'an end', measured: String(error).split('\n')[0] ?? '', ok: false },
    ]);
    figures.push(...measured);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = printFigures('Uploads', figures) === 0 ? 0 : 1;
