import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { APIRequestContext, Page } from '@playwright/test';
import type { Figure } from '../../infra/local/figures.ts';
import { ask } from '../fixtures.ts';
import { makeGiant, makePhotos } from './made-files.ts';
import { address, type MemberBrowser, openMemberBrowser } from './member-browser.ts';
import { pauseProcesses } from './product-processes.ts';

const MIB = 2 ** 20;
const connections = 6;

type Signed = { url: string; headers: { name: string; value: string }[] };
/** One request of the bare loop: which file, from which byte to which. */
type BarePut = { file: number; start: number; end: number; request: Signed };

/**
 * How long the whole upload of 500 photos of 4 MiB takes against a bare loop of fetch PUTs of the same files to the same
 * store, each from a fresh page of a fresh browser, several times in turn.
 * @param rounds how often each is measured; the ratio is that of the shortest times, for noise only ever adds.
 */
export async function measurePhotos(folder: string, rounds: number): Promise<Figure> {
  const photos = await makePhotos(join(folder, 'photos'), 500, 4 * MIB);
  const figure = await compare('500 × 4 MiB', photos, rounds);
  await rm(join(folder, 'photos'), { recursive: true });
  return figure;
}

/** The same of one file of 2 GiB. */
export async function measureGiant(folder: string, rounds: number): Promise<Figure> {
  const giant = await makeGiant(join(folder, 'giant.mp4'), 2 * 1024 * MIB);
  const figure = await compare('1 × 2 GiB', [giant], rounds);
  await rm(giant);
  return figure;
}

async function compare(what: string, paths: string[], rounds: number): Promise<Figure> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  const bare: number[] = [];
  const whole: number[] = [];
  // What follows an upload would take the cores that the browser and the store are measured on.
  const resume = await pauseProcesses(['relay', 'worker']);
  try {
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await withBrowser((browser) => bareLoop(browser, paths, sizes)));
      whole.push(await withBrowser((browser) => upload(browser, paths)));
    }
  } finally {
    resume();
  }
  const ratio = Math.min(...whole) / Math.min(...bare);
  const seconds = (times: number[]) => times.map((ms) => (ms / 1000).toFixed(1)).join(', ');
  const speed = sizes.reduce((sum, size) => sum + size, 0) / MIB / (Math.min(...whole) / 1000);
  return {
    what: `${what} against a bare loop`,
    wanted: '≤ 1.15',
    measured: `${ratio.toFixed(2)} (${seconds(whole)} s against ${seconds(bare)} s, ${speed.toFixed(0)} MiB/s)`,
    ok: ratio <= 1.15,
  };
}

async function withBrowser(measure: (browser: MemberBrowser) => Promise<number>): Promise<number> {
  const browser = await openMemberBrowser();
  try {
    return await measure(browser);
  } finally {
    await browser.close();
  }
}

/** From the choice of the files to the last of them being a picture. Milliseconds. */
async function upload({ page, openAlbum }: MemberBrowser, paths: string[]): Promise<number> {
  await openAlbum('Throughput');
  await page.evaluate(() => {
    document.querySelector('input[name=files]')?.addEventListener('change', () => performance.mark('begun'));
  });
  await page.locator('input[name=files]').setInputFiles(paths);
  const title = paths.length > 1 ? `All ${paths.length} files are up` : 'Your file is up';
  return page.evaluate((wanted) => {
    return new Promise<number>((resolve) => {
      const timer = setInterval(() => {
        const heading = [...document.querySelectorAll('h2')].find((each) => each.textContent === wanted);
        if (heading === undefined) return;
        clearInterval(timer);
        resolve(performance.now() - (performance.getEntriesByName('begun')[0]?.startTime ?? 0));
      }, 50);
    });
  }, title);
}

/** The same bytes by fetch and nothing else: six at a time, to addresses that were asked for before. Milliseconds. */
async function bareLoop(
  { page, openAlbum }: MemberBrowser,
  paths: string[],
  sizes: number[],
): Promise<number> {
  const albumId = await openAlbum('Bare');
  const puts = await barePuts(page.request, albumId, sizes);
  // A page of the same origin that runs nothing of ours.
  await page.goto(`${address}/healthz`);
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    document.body.append(input);
  });
  await page.locator('input').setInputFiles(paths);
  return sendBare(page, puts);
}

function sendBare(page: Page, puts: BarePut[]): Promise<number> {
  return page.evaluate(
    async ({ puts, connections }) => {
      const files = document.querySelector('input')?.files;
      const begun = performance.now();
      const waiting = [...puts];
      const lane = async () => {
        for (let put = waiting.shift(); put !== undefined; put = waiting.shift()) {
          const headers = put.request.headers.map(({ name, value }): [string, string] => [name, value]);
          const body = files?.[put.file]?.slice(put.start, put.end);
          const response = await fetch(put.request.url, { method: 'PUT', headers, body });
          if (!response.ok) throw new Error(`The store answered ${response.status}.`);
        }
      };
      await Promise.all(Array.from({ length: connections }, lane));
      return performance.now() - begun;
    },
    { puts, connections },
  );
}

type Transfer = Signed & {
  partSize: number;
  missingParts: (Signed & { number: number; byteSize: number })[];
};

async function barePuts(request: APIRequestContext, albumId: string, sizes: number[]): Promise<BarePut[]> {
  const puts: BarePut[] = [];
  const contentType = sizes.length > 1 ? 'image/jpeg' : 'video/mp4';
  for (let from = 0; from < sizes.length; from += 100) {
    const files = sizes
      .slice(from, from + 100)
      .map((byteSize, index) => ({ filename: `bare-${from + index}`, contentType, byteSize }));
    const { requestUploads } = await ask<{ requestUploads: { results: { transfer: Transfer }[] } }>(
      request,
      `mutation($albumId:ID!,$files:[UploadFileInput!]!){requestUploads(input:{albumId:$albumId,files:$files}){
        results{...on UploadTicket{transfer{
          ...on SinglePartUpload{url headers{name value}}
          ...on MultipartUpload{partSize missingParts(first:1000){number byteSize url headers{name value}}}
        }}}}}`,
      { albumId, files },
    );
    requestUploads.results.forEach(({ transfer }, index) => {
      const file = from + index;
      if (transfer.missingParts === undefined) {
        puts.push({ file, start: 0, end: sizes[file] ?? 0, request: transfer });
        return;
      }
      for (const part of transfer.missingParts) {
        const start = (part.number - 1) * transfer.partSize;
        puts.push({ file, start, end: start + part.byteSize, request: part });
      }
    });
  }
  return puts;
}
