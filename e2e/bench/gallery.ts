// What the gallery is like with 100,000 pictures, 70,000 of them on one day: in Chromium, where it says so on a slow machine
// and line. `npm run bench -- gallery [--only weight,load,actions,jump,scroll,lighthouse,albums]`
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { type Figure, printFigures } from '../../infra/local/figures.ts';
import { step } from '../../infra/local/terminal.ts';
import { yieldProcessor } from '../../infra/local/yield-processor.ts';
import { readConfig } from '../../server/src/config.ts';
import { idOf } from '../../server/src/platform/ids.ts';
import { chromiumLaunch } from '../chromium.ts';
import { ask, PASSWORD } from '../fixtures.ts';
import { makeVideo } from '../media.ts';
import { makeAlbum } from '../screenshots/world.ts';
import { measureActions } from './gallery-actions.ts';
import { measureAlbums } from './gallery-albums.ts';
import { startGalleryCdn } from './gallery-cdn.ts';
import { measureJumps } from './gallery-jump.ts';
import { type Stores, seedLibrary } from './gallery-library.ts';
import { measureLighthouse } from './gallery-lighthouse.ts';
import { measureLoads } from './gallery-load.ts';
import { measureScrolling } from './gallery-scroll.ts';
import { median, openViews } from './gallery-view.ts';
import { measureWeight } from './gallery-weight.ts';

const partNames = ['weight', 'load', 'actions', 'jump', 'scroll', 'lighthouse', 'albums'] as const;
const PICTURES = 100_000;
const ON_ONE_DAY = 70_000;
const DAY = '2026-05-16';
const PHOTOS = 36;
const ALBUMS = 5;
const MOST_NODES = 1_500;

const url = process.env.PICUP_URL;
if (!url) throw new Error('PICUP_URL is the address of the Pic-up to measure.');
const { values: given } = parseArgs({ options: { only: { type: 'string', default: partNames.join() } } });
const chosen = partNames.filter((name) => given.only.split(',').includes(name));
if (chosen.length === 0) throw new Error(`--only takes some of ${partNames.join()}`);
const username = `gallery-${crypto.randomUUID().slice(0, 8)}`;
const config = readConfig();

await yieldProcessor(process.env.PICUP_DATA ?? '');
const plain = await chromium.launch(chromiumLaunch);
const home = await plain.newContext({ baseURL: url });
const { signUp } = await ask<{ signUp: { member: { id: string } } }>(
  home.request,
  'mutation($u:String!,$p:String!){signUp(input:{username:$u,password:$p}){member{id}}}',
  { u: username, p: PASSWORD },
);
const memberId = idOf('Member', signUp.member.id) ?? '';
const albumIds: string[] = [];
for (let album = 1; album <= ALBUMS; album += 1)
  albumIds.push(idOf('Album', await makeAlbum(home.request, `Album ${album}`)) ?? '');
await step(`${PICTURES} pictures`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'picup-gallery-'));
  const clip = join(folder, 'clip.mp4');
  await makeVideo(clip, 3);
  await seedLibrary(storesOf(process.env), {
    memberId,
    albumIds,
    pictures: PICTURES,
    onOneDay: ON_ONE_DAY,
    day: DAY,
    photos: PHOTOS,
    video: await readFile(clip),
  });
  await rm(folder, { recursive: true, force: true });
});

// A session of now: the first one may have run out before the last measurement.
await ask(
  home.request,
  'mutation($u:String!,$p:String!){signIn(input:{username:$u,password:$p}){member{id}}}',
  { u: username, p: PASSWORD },
);
const { cookies } = await home.storageState();
await plain.close();

const cdn = new URL(config.CDN_URL);
const standIn = await startGalleryCdn(config, { edgePort: Number(cdn.port), memberId, videoPhoto: PHOTOS });
const launchArgs = [
  '--enable-precise-memory-info',
  `--host-resolver-rules=MAP ${cdn.host} 127.0.0.1:${standIn.port}`,
];
const browser = await chromium.launch({
  ...chromiumLaunch,
  args: [...chromiumLaunch.args, ...launchArgs],
});
const signedIn = [{ name: 'picup.signedIn', value: '1' }];
const views = openViews(browser, url, { cookies, origins: [{ origin: url, localStorage: signedIn }] });

const parts: Record<(typeof partNames)[number], () => Promise<Figure[]>> = {
  weight: () => measureWeight(views),
  load: () => measureLoads(views),
  actions: () => measureActions(views),
  jump: () => measureJumps(views),
  scroll: () => measureScrolling(views),
  lighthouse: () =>
    measureLighthouse(views, url, launchArgs, async (context) => {
      await context.addCookies(cookies);
      const page = await context.newPage();
      await page.goto(new URL('/favicon.svg', url).href);
      await page.evaluate(() => localStorage.setItem('picup.signedIn', '1'));
      await page.close();
    }),
  albums: () => measureAlbums(views, MOST_NODES),
};
const figures: Figure[] = [];
for (const name of chosen) {
  // What cannot be measured is missed, and no reason to measure nothing else.
  const unmeasured = (error: unknown) => [
    { what: name, wanted: 'measured', measured: String(error).split('\n', 1)[0] ?? '', ok: false },
  ];
  figures.push(...(await step(name, parts[name]).catch(unmeasured)));
}
await browser.close();
standIn.close();

const { count, at } = views.mostNodes();
figures.push({
  what: 'DOM nodes, the most at any moment of all this',
  wanted: `≤ ${MOST_NODES}`,
  measured: `${count} (${at})`,
  ok: count <= MOST_NODES,
});
const idle = views.idleShares();
const percent = (share: number) => `${Math.round(share * 100)} %`;
figures.push({
  what: 'processors idle as each measurement began, median',
  wanted: 'told',
  measured: `${percent(median(idle))} (least ${percent(Math.min(...idle))})`,
  ok: true,
});
const missed = printFigures(`Gallery: ${PICTURES} pictures, ${ON_ONE_DAY} of them on one day`, figures);
process.exit(missed === 0 ? 0 : 1);

function storesOf(env: NodeJS.ProcessEnv): Stores {
  const read = (name: keyof Stores) => {
    const value = env[name];
    if (!value) throw new Error(`${name} says where the product keeps things.`);
    return value;
  };
  return {
    MYSQL_URL: read('MYSQL_URL'),
    S3_ENDPOINT: read('S3_ENDPOINT'),
    S3_REGION: read('S3_REGION'),
    S3_BUCKET: read('S3_BUCKET'),
    S3_ACCESS_KEY_ID: read('S3_ACCESS_KEY_ID'),
    S3_SECRET_ACCESS_KEY: read('S3_SECRET_ACCESS_KEY'),
  };
}
