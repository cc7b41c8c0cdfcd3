import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figure } from '../../infra/local/figures.ts';
import { ask } from '../fixtures.ts';
import { makeGiant, makePhotos } from './made-files.ts';
import { type MemberBrowser, openMemberBrowser } from './member-browser.ts';
import { apiProcess, residentBytes } from './product-processes.ts';
import { during } from './waiting.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const pieceGib = 2;

/**
 * What the API's process grows by while so many GiB are uploaded, 2 GiB a file, each deleted when it is up so that the disk
 * is not filled. It has served a small upload before.
 * @param seconds after these no other file is begun.
 */
export async function measureApiMemory(folder: string, gib: number, seconds: number): Promise<Figure> {
  const photos = await makePhotos(join(folder, 'first'), 20, MIB);
  const giant = await makeGiant(join(folder, 'piece.mp4'), pieceGib * GIB);
  const pid = await apiProcess();
  const browser = await openMemberBrowser();
  try {
    const albumId = await browser.openAlbum('Memory');
    await upload(browser, photos, `All ${photos.length} files are up`);
    await empty(browser, albumId);
    const base = await residentBytes(pid);
    let peak = base;
    let done = 0;
    const begun = performance.now();
    while (done < gib && performance.now() - begun < seconds * 1000) {
      await during(upload(browser, [giant], 'Your file is up'), 250, async () => {
        peak = Math.max(peak, await residentBytes(pid));
      });
      await empty(browser, albumId);
      done += pieceGib;
    }
    const speed = (done * 1024) / ((performance.now() - begun) / 1000);
    const left = done < gib ? `; not ${gib} GiB, for ${seconds} s were over` : '';
    const grown = (peak - base) / MIB;
    return {
      what: `Growth of the API's resident memory while ${done} GiB are uploaded`,
      wanted: '< 20 MiB',
      measured: `${grown.toFixed(1)} MiB (of ${(base / MIB).toFixed(0)} MiB; ${speed.toFixed(0)} MiB/s${left})`,
      ok: grown < 20,
    };
  } finally {
    await browser.close();
    await Promise.all([rm(giant), rm(join(folder, 'first'), { recursive: true })]);
  }
}

async function upload({ page }: MemberBrowser, paths: string[], title: string): Promise<void> {
  await page.locator('input[name=files]').setInputFiles(paths);
  const tray = page.getByRole('region', { name: 'Uploads' });
  await tray.getByRole('heading', { name: title }).waitFor({ timeout: 300_000 });
  await tray.getByRole('button', { name: 'Close' }).click();
}

async function empty({ page }: MemberBrowser, albumId: string): Promise<void> {
  const { album } = await ask<{ album: { pictures: { nodes: { id: string }[] } } }>(
    page.request,
    'query($id:ID!){album(id:$id){pictures(first:100){nodes{id}}}}',
    { id: albumId },
  );
  const pictureIds = album.pictures.nodes.map(({ id }) => id);
  await ask(
    page.request,
    'mutation($pictureIds:[ID!]!){deletePictures(input:{pictureIds:$pictureIds}){deletedPictureIds}}',
    { pictureIds },
  );
}
