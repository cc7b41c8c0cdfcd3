import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Figure, printFigures } from '../../infra/local/figures.ts';
import { measureThroughput } from './throughput.ts';

const { values } = parseArgs({
  options: {
    /** Names of parts, with commas between them. */
    only: { type: 'string' },
    /** How often the throughput is measured. */
    rounds: { type: 'string', default: '2' },
  },
});

const parts: Record<string, (folder: string) => Promise<Figure[]>> = {
  throughput: (folder) => measureThroughput(folder, Number(values.rounds)),
};

// Not in /tmp, which may be memory.
const cache = join(import.meta.dirname, '..', 'node_modules', '.cache');
await mkdir(cache, { recursive: true });
const folder = await mkdtemp(join(cache, 'bench-'));
const figures: Figure[] = [];
try {
  for (const [name, measurePart] of Object.entries(parts))
    if (values.only === undefined || values.only.split(',').includes(name))
      figures.push(...(await measurePart(folder)));
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = printFigures('Uploads', figures) === 0 ? 0 : 1;
