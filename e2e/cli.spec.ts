import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { openFaultyStore } from './faulty-store.ts';
import { ask, test as base, expect, PASSWORD } from './fixtures.ts';

const command = join(import.meta.dirname, '..', 'web', 'src', 'upload', 'cli', 'picup-upload.ts');

type Outcome = { code: number | null; stdout: string; stderr: string };
type Running = { finished: Promise<Outcome>; kill: () => void };
type Album = { name: string; pictures: { nodes: { filename: string; takenAt: string | null }[] } };

const test = base.extend<{
  /** A folder of the test's own; `state` in it is where the command keeps its notes. */
  folder: string;
  /** Runs the command as the page's member on a folder of the test's. */
  upload: (args: string[], given?: { server?: string; password?: string }) => Promise<Running>;
}>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needs of a fixture from this pattern.
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'picup-cli-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
  upload: async ({ memberPage, folder, baseURL }, use) => {
    const { viewer } = await ask<{ viewer: { username: string } }>(memberPage.request, '{viewer{username}}');
    await use(async (args, { server = baseURL ?? '', password = PASSWORD } = {}) => {
      const child = spawn(
        process.execPath,
        [command, ...args, '--server', server, '--user', viewer.username],
        {
          cwd: folder,
          env: { ...process.env, XDG_STATE_HOME: join(folder, 'state'), PICUP_PASSWORD: password },
        },
      );
      const finished = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]).then(
        ([[code], stdout, stderr]) => ({ code, stdout, stderr }),
      );
      return { finished, kill: () => child.kill('SIGKILL') };
    });
  },
});

async function albumsOf(page: { request: Parameters<typeof ask>[0] }) {
  const { albums } = await ask<{ albums: { nodes: Album[] } }>(
    page.request,
    '{albums(first:10){nodes{name pictures(first:10){nodes{filename takenAt}}}}}',
  );
  return Object.fromEntries(
    albums.nodes.map(({ name, pictures }) => [
      name,
      Object.fromEntries(pictures.nodes.map(({ filename, takenAt }) => [filename, takenAt])),
    ]),
  );
}

test('a folder goes up from the command line, and a second run sends nothing', async ({
  memberPage,
  folder,
  media,
  upload,
}) => {
  await mkdir(join(folder, 'Trip', 'Day 2'), { recursive: true });
  await cp(media.png, join(folder, 'Trip', 'a.png'));
  await cp(media.rotatedJpeg, join(folder, 'Trip', 'Day 2', 'b.jpg'));
  await writeFile(join(folder, 'Trip', 'notes.txt'), 'words');
  await writeFile(join(folder, 'Trip', '.hidden'), '');

  const first = await (await upload(['Trip', '--json'])).finished;
  expect(first, first.stderr).toMatchObject({ code: 0 });
  expect(JSON.parse(first.stdout)).toMatchObject({
    uploaded: 2,
    passedOver: [{ file: 'notes.txt', reason: 'not a photo or video that Pic-up takes' }],
    failed: [],
    unfinished: 0,
  });
  expect(Object.keys((await albumsOf(memberPage)).Trip ?? {}).sort()).toEqual(['a.png', 'b.jpg']);

  const second = await (await upload(['Trip', '--json'])).finished;
  expect(second.code).toBe(0);
  expect(JSON.parse(second.stdout)).toMatchObject({ uploaded: 0, alreadyThere: 2, sentBytes: 0 });

  const stranger = await (await upload(['Trip'], { password: 'something else' })).finished;
  expect([stranger.code, stranger.stderr]).toEqual([1, expect.stringContaining('password is wrong')]);
});

test('a Google Takeout export keeps its albums and its dates', async ({
  memberPage,
  folder,
  media,
  upload,
}) => {
  const photos = join(folder, 'Takeout', 'Google Photos');
  const write = async (path: string, content: string | Buffer) => {
    await mkdir(dirname(join(photos, path)), { recursive: true });
    await writeFile(join(photos, path), content);
  };
  const picture = (red: number) =>
    sharp({ create: { width: 24, height: 18, channels: 3, background: { r: red, g: 90, b: 90 } } })
      .png()
      .toBuffer();
  const note = (title: string, at: string) =>
    JSON.stringify({ title, photoTakenTime: { timestamp: String(Date.parse(at) / 1000) } });
  const [beach, edited, long] = [await picture(10), await picture(60), await picture(110)];
  const longName = 'Screenshot_20220207_102421_com.example.android.png';
  await write('Photos from 2019/beach(1).png', beach);
  await write(
    'Photos from 2019/beach.png.supplemental-metadata(1).json',
    note('beach.png', '2019-08-03T14:05:06Z'),
  );
  await write('Photos from 2019/beach(1)-edited.png', edited);
  await write(`Photos from 2022/${longName}`, long);
  await write(`Photos from 2022/${longName.slice(0, 46)}.json`, note(longName, '2022-02-07T10:24:21Z'));
  await mkdir(join(photos, 'Jeju_ 2019'), { recursive: true });
  await write('Jeju_ 2019/메타데이터.json', JSON.stringify({ title: 'Jeju: 2019' }));
  await write('Jeju_ 2019/beach(1).png', beach);
  // Its camera knows better than the export.
  await cp(media.rotatedJpeg, join(photos, 'Jeju_ 2019', 'camera.jpg'));
  await write('Jeju_ 2019/camera.jpg.json', note('camera.jpg', '2001-01-01T00:00:00Z'));

  const dry = await (await upload(['Takeout', '--takeout', '--dry-run'])).finished;
  expect(dry.stdout).toContain('Jeju: 2019: 2 files, 2 with a date from the export');
  expect(await albumsOf(memberPage)).toEqual({});

  const outcome = await (await upload(['Takeout', '--takeout', '--json'])).finished;
  expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
  expect(JSON.parse(outcome.stdout)).toMatchObject({ uploaded: 4, copies: 1, failed: [], passedOver: [] });
  await expect
    .poll(() => albumsOf(memberPage))
    .toEqual({
      'Jeju: 2019': { 'beach(1).png': '2019-08-03T14:05:06.000Z', 'camera.jpg': '2024-05-05T22:08:09.000Z' },
      'Google Photos': {
        'beach(1)-edited.png': '2019-08-03T14:05:06.000Z',
        [longName]: '2022-02-07T10:24:21.000Z',
      },
    });
});

test('killed in the middle of a large file, the same command sends only the parts that are missing', async ({
  memberPage,
  folder,
  media,
  upload,
  baseURL,
}) => {
  const target = process.env.S3_ENDPOINT;
  if (!target || !baseURL) throw new Error('The store of the product is not known.');
  await mkdir(join(folder, 'Films'));
  await cp(media.bigMp4, join(folder, 'Films', 'big.mp4'));
  await utimes(join(folder, 'Films', 'big.mp4'), new Date(), new Date());

  let isFaulty = true;
  const store = await openFaultyStore(target, ({ part }) =>
    isFaulty && (part ?? 0) > 3 ? 'hanging' : 'none',
  );
  const server = await openRewriter(baseURL, target, store.origin);
  try {
    const first = await upload(['Films'], { server: server.origin });
    await expect.poll(() => store.puts.filter(({ outcome }) => outcome === 200).length).toBe(3);
    first.kill();
    expect((await first.finished).code).toBeNull();

    isFaulty = false;
    store.puts.length = 0;
    const second = await (await upload(['Films', '--json'], { server: server.origin })).finished;
    expect(second, second.stderr).toMatchObject({ code: 0 });
    expect(store.puts.map(({ part }) => part).sort()).toEqual([4, 5, 6, 7]);
    expect(JSON.parse(second.stdout)).toMatchObject({ uploaded: 1, failed: [], unfinished: 0 });
    expect(Object.keys((await albumsOf(memberPage)).Films ?? {})).toEqual(['big.mp4']);
  } finally {
    await server.close();
    await store.close();
  }
});

/** The product's API, whose upload URLs lead to another door of the same store. */
async function openRewriter(api: string, from: string, to: string) {
  const server = createServer(async (request, response) => {
    const { authorization } = request.headers;
    const answer = await fetch(`${api}${request.url}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(authorization ? { authorization } : {}) },
      body: await text(request),
    });
    response.writeHead(answer.status, { 'Content-Type': 'application/json' });
    response.end((await answer.text()).replaceAll(new URL(from).origin, to));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
