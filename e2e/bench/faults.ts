import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Figure } from '../../infra/local/figures.ts';
import { type Fault, type FaultyStore, openFaultyStore, type StoreRequest } from '../faulty-store.ts';
import { makeGiant } from './made-files.ts';
import { type MemberBrowser, openMemberBrowser } from './member-browser.ts';
import { sha256Of, storedOriginals, storedSha256 } from './stored-objects.ts';
import { until } from './waiting.ts';

const GIB = 2 ** 30;
// No other file of these measurements has as many.
const byteSize = 2 * GIB + 1;
const offlineMs = 10_000;
const partMs = 180_000;

/**
 * A file of 2 GiB through all that can go wrong: part 3 breaks twice, the store is busy once, every address expires after
 * 30 %, the network is away for ten seconds after 45 %, and the tab dies after 60 %.
 */
export async function measureFaults(folder: string): Promise<Figure[]> {
  const target = process.env.S3_ENDPOINT;
  if (!target) throw new Error('The store of the product is not known.');
  const path = await makeGiant(join(folder, 'journey.mp4'), byteSize);
  const ofFile = sha256Of(createReadStream(path, { highWaterMark: 2 ** 20 }));
  const faults = plannedFaults();
  const store = await openFaultyStore(target, faults.of);
  // The page sees the store's own address, which its requests are signed for.
  const door = `--host-resolver-rules=MAP ${new URL(target).host} ${new URL(store.origin).host}`;
  const browser = await openMemberBrowser([door]);
  try {
    const before = await untilTabDies(browser, store, faults, path);
    const inFlight = before.filter(({ outcome }) => outcome === 'under way');
    const stored = before.filter(({ outcome }) => outcome === 200);
    const after = await goOn(browser, store, path);
    const [original, ...others] = (await storedOriginals()).filter((each) => each.byteSize === byteSize);
    const ofStored = original === undefined ? 'none' : await storedSha256(original.key);
    const isSame = ofStored === (await ofFile) && others.length === 0;
    return [
      beforeIt(before, stored),
      afterIt(after, inFlight, stored),
      {
        what: '2 GiB: SHA-256 of what is stored',
        wanted: 'that of the file',
        measured: isSame ? `the same: ${ofStored.slice(0, 16)}…` : `${ofStored}, and ${others.length} more`,
        ok: isSame,
      },
    ];
  } finally {
    await browser.close();
    await store.close();
    await rm(path);
  }
}

type PlannedFaults = { of: (request: StoreRequest) => Fault; expireNow: () => void };

function plannedFaults(): PlannedFaults {
  const once = new Map<number | null, Fault[]>([
    [3, ['broken', 'broken']],
    [5, [{ status: 503, headers: { 'Retry-After': '2' } }]],
  ]);
  let expired = Number.NEGATIVE_INFINITY;
  return {
    of: ({ part, signedAt }) => once.get(part)?.shift() ?? (signedAt < expired ? { status: 403 } : 'none'),
    expireNow() {
      expired = Math.floor(Date.now() / 1000) * 1000;
    },
  };
}

/** Answers every request until the tab died, as it stood then. */
async function untilTabDies(
  browser: MemberBrowser,
  store: FaultyStore,
  faults: PlannedFaults,
  path: string,
): Promise<StoreRequest[]> {
  const share = () =>
    store.puts.reduce((sum, put) => sum + (put.outcome === 200 ? put.byteSize : 0), 0) / byteSize;
  const arrives = (wanted: number) => until(`${wanted * 100} % are stored`, () => share() >= wanted, partMs);
  await browser.openAlbum('Journey');
  await browser.page.locator('input[name=files]').setInputFiles(path);
  await arrives(0.3);
  faults.expireNow();
  await arrives(0.45);
  await browser.context.setOffline(true);
  await pause(offlineMs);
  await browser.context.setOffline(false);
  await arrives(0.6);
  const puts = store.puts.splice(0).map((put) => ({ ...put }));
  await browser.killTab();
  return puts;
}

/** Answers every request after the tab died. */
async function goOn({ page }: MemberBrowser, store: FaultyStore, path: string): Promise<StoreRequest[]> {
  await page.goto('/');
  const tray = page.getByRole('region', { name: 'Uploads' });
  await tray.getByText('1 file did not finish last time.').waitFor();
  await page.locator('input[name=again]').setInputFiles(path);
  await tray.getByRole('heading', { name: 'Your file is up' }).waitFor({ timeout: partMs });
  return store.puts;
}

function beforeIt(before: StoreRequest[], stored: StoreRequest[]): Figure {
  const count = (isIt: (outcome: StoreRequest['outcome']) => boolean) =>
    before.filter(({ outcome }) => isIt(outcome)).length;
  const isStatus = (status: number) => (outcome: StoreRequest['outcome']) =>
    typeof outcome === 'object' && outcome.status === status;
  const [broken, busy, expired] = [
    count((outcome) => outcome === 'broken'),
    count(isStatus(503)),
    count(isStatus(403)),
  ];
  const again = stored.length - new Set(stored.map(({ part }) => part)).size;
  return {
    what: '2 GiB, part 3 breaking twice, a 503, expired addresses, 10 s offline: stored parts sent again',
    wanted: '0',
    measured: `${again} of ${stored.length} (${broken} broke, ${busy} × 503, ${expired} expired)`,
    ok: again === 0 && broken === 2 && busy === 1 && expired > 0,
  };
}

function afterIt(after: StoreRequest[], inFlight: StoreRequest[], stored: StoreRequest[]): Figure {
  const again = (puts: StoreRequest[]) =>
    after.filter(({ part }) => puts.some((put) => put.part === part)).length;
  const [ofFlight, ofStored] = [again(inFlight), again(stored)];
  return {
    what: '2 GiB, tab killed at 60 %: parts sent again',
    wanted: `≤ ${inFlight.length} in flight`,
    measured: `${ofFlight + ofStored} (${stored.length} were stored before, ${after.length} sent after)`,
    ok: ofStored === 0 && ofFlight <= inFlight.length && after.length > 0,
  };
}
