// How soon pages of a member learn of finished pictures while 1,000 a minute are finished by another process, and in how many
// messages. `npm run bench -- live [seconds]`
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { eq } from 'drizzle-orm';
import { printFigures } from '../../infra/local/figures.ts';
import { albums } from '../src/album/album.table.ts';
import { finishPicture } from '../src/picture/finish-picture.ts';
import { type PictureRow, pictures } from '../src/picture/picture.table.ts';
import { newId, newSecret, toGlobalId } from '../src/platform/ids.ts';
import { openPlace } from '../src/testing/place.ts';
import { openStream } from '../src/testing/stream.ts';
import { freePort, until } from '../src/testing/wire.ts';

const PER_MINUTE = 1_000;
const PAGES = 5;
const MOST_MS = 1_000;
const MOST_MESSAGES = 130;
const seconds = Number(process.argv[2] ?? 30);

type Change = { libraryChanged: { pictures: { id: string; small: string | null }[]; missed: boolean } };
const CHANGES =
  'subscription { libraryChanged { missed pictures { id state small: thumbnailUrl(size: SMALL) album { id } } } }';

const place = await openPlace(process.env);
const { deps } = place;
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const api = spawn(process.execPath, [fileURLToPath(new URL('../dist/api.js', import.meta.url))], {
  env: { ...process.env, ...place.env, PORT: String(port), HOST: '127.0.0.1' },
  stdio: 'inherit',
});
await until(
  () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  30_000,
);

async function ask<T>(query: string, token = ''): Promise<T> {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  });
  const { data }: { data: T } = JSON.parse(await response.text());
  return data;
}

const { signUp } = await ask<{ signUp: { tokens: { accessToken: string } } }>(
  `mutation { signUp(input: { username: "${newSecret(8)}", password: "${newSecret()}", transport: TOKEN }) { tokens { accessToken } } }`,
);
const { accessToken } = signUp.tokens;
await ask('mutation { createAlbum(input: { name: "Summer" }) { album { id } } }', accessToken);
const [album] = await deps.db.select().from(albums);
if (!album) throw new Error('The album was not made.');
const { id: albumId, memberId } = album;

const count = Math.round((seconds * PER_MINUTE) / 60);
const rows: PictureRow[] = [];
for (let made = 0; made < count; made += 1) {
  const id = newId();
  const given = { id, memberId, albumId, ticketId: newId(), keyBase: `u/${memberId}/${newSecret()}` };
  const file = {
    filename: 'a.jpg',
    kind: 'IMAGE' as const,
    contentType: 'image/jpeg',
    byteSize: 5,
    etag: 'e',
  };
  await deps.db.insert(pictures).values({ ...given, ...file });
  const [row] = await deps.db.select().from(pictures).where(eq(pictures.id, id));
  if (row) rows.push(row);
}

// When each page heard of each picture, in milliseconds.
const pages = Array.from({ length: PAGES }, () => ({
  stream: openStream<Change>(url, CHANGES, { headers: { Authorization: `Bearer ${accessToken}` } }),
  heard: new Map<string, number>(),
  read: 0,
}));
await until(() => pages.every(({ stream }) => stream.messages.length > 0));
const look = setInterval(() => {
  for (const page of pages) {
    const fresh = page.stream.messages.slice(page.read);
    page.read += fresh.length;
    for (const { libraryChanged } of fresh)
      for (const { id, small } of libraryChanged.pictures) if (small) page.heard.set(id, performance.now());
  }
}, 1);

const nothing = { make: null, model: null, lens: null, exposureSeconds: null, fNumber: null, iso: null };
const facts = {
  contentType: 'image/jpeg',
  kind: 'IMAGE' as const,
  width: 4_000,
  height: 3_000,
  duration: null,
  takenAt: null,
  placeholder: Buffer.alloc(25, 1),
  details: { ...nothing, focalLength: null, location: null },
  needsPlayback: false,
  sha256: null,
};
const readyAt = new Map<string, number>();
const start = performance.now();
const cpuBefore = process.cpuUsage();
for (const [index, row] of rows.entries()) {
  await delay(Math.max(0, start + (index * 60_000) / PER_MINUTE - performance.now()));
  await finishPicture(deps, row, facts, 1);
  readyAt.set(toGlobalId('Picture', row.id), performance.now());
}
await until(() => pages.every(({ heard }) => heard.size === rows.length), 10_000);
const minutes = (performance.now() - start) / 60_000;
const cpu = process.cpuUsage(cpuBefore);
clearInterval(look);

const waits = pages
  .flatMap(({ heard }) => [...heard].map(([id, at]) => at - (readyAt.get(id) ?? at)))
  .sort((one, other) => one - other);
const quantile = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0;
const perMinute = Math.max(...pages.map(({ stream }) => stream.messages.length)) / minutes;
for (const { stream } of pages) stream.close();
api.kill();
await once(api, 'exit');
await place.close();

const ms = (value: number) => `${Math.round(value)} ms`;
const missed = printFigures(
  `Live: ${PER_MINUTE} pictures a minute, told to ${PAGES} pages, for ${seconds} s`,
  [
    {
      what: 'from READY to the page, p95',
      wanted: `≤ ${ms(MOST_MS)}`,
      measured: `${ms(quantile(0.95))} (p50 ${ms(quantile(0.5))}, longest ${ms(quantile(1))})`,
      ok: quantile(0.95) <= MOST_MS,
    },
    {
      what: 'messages a minute to a page',
      wanted: `≤ ${MOST_MESSAGES}`,
      measured: perMinute.toFixed(0),
      ok: perMinute <= MOST_MESSAGES,
    },
    {
      what: 'processor, of who finishes them',
      wanted: 'told',
      measured: `${((cpu.user + cpu.system) / 1000 / rows.length).toFixed(1)} ms a picture`,
      ok: true,
    },
  ],
);
process.exit(missed === 0 ? 0 : 1);
