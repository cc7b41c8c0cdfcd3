import { measure } from './measure.ts';

await measure(
  'picup-screenshots',
  [{ script: 'e2e/screenshots/run.ts', folder: 'e2e', product: true }],
  process.argv.slice(2),
);
