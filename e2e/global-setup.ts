import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeMedia } from './media.ts';

/** Makes the files every journey drops in, once a run, and removes them after it. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'picup-e2e-'));
  const media = await makeMedia(folder);
  await writeFile(join(folder, 'media.json'), JSON.stringify(media));
  process.env.PICUP_MEDIA = join(folder, 'media.json');
  return () => rm(folder, { recursive: true, force: true });
}
