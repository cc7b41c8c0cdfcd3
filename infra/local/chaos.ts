import { measure } from './measure.ts';

await measure(
  'picup-chaos',
  [{ script: 'server/chaos/run.ts', folder: 'server', product: false }],
  process.argv.slice(2),
);
