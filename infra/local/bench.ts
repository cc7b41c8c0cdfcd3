import { type Measurement, measure } from './measure.ts';
import { measuringMedia } from './system-packages.ts';
import { say } from './terminal.ts';

const parts: Record<string, Measurement> = {
  gallery: { script: 'e2e/bench/gallery.ts', folder: 'e2e', product: true },
  live: { script: 'server/bench/live.ts', folder: 'server', product: false },
  media: { script: 'server/bench/media.ts', folder: 'server', product: false, packages: measuringMedia },
  uploads: { script: 'e2e/bench/uploads.ts', folder: 'e2e', product: true },
};

const [wanted, ...args] = process.argv.slice(2);
const chosen =
  wanted === undefined ? Object.values(parts) : [parts[wanted]].filter((part) => part !== undefined);
if (chosen.length === 0) {
  say(`npm run bench -- [${Object.keys(parts).join('|')}]`);
  process.exit(2);
}
await measure('picup-bench', chosen, args);
