import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Figure } from '../../../infra/local/figures.ts';
import { members } from '../../src/member/member.table.ts';
import { findBroken } from '../../src/testing/ledger.ts';
import { until } from '../../src/testing/wire.ts';
import { Dice } from '../dice.ts';
import { effectsOf, findWrongEffects, keepEffects } from '../effect-ledger.ts';
import { commitUploads, createAlbum, requestUploads, signUp } from '../operations.ts';
import { OutsideClient, Tally } from '../outside-client.ts';
import { ms, quantile } from '../statistics.ts';
import { tell } from '../tell.ts';
import type { Bounds, Trial } from '../trial.ts';
import { openWorld, type World } from '../world.ts';

const DOWN_SECONDS = 60;
/** Of the budget; the rest is for uploading beforehand, and for comparing. */
const DOWN_SHARE = 0.65;
const MEMBERS = 10;
const PER_SECOND = 25;
const WANTED = 0.999;
const RECOVERED_MS = 2_000;
const TICKETS_AT_ONCE = 100;
const BYTES = 10;

/** Redis is gone, and later silent, while members commit on two API processes, none of them trying twice. */
export const redisAway: Trial = { name: 'redis-away', share: 100, run };

type Commit = { ms: number; ok: boolean };
/** Signed-up members with tickets whose bytes are stored. */
type Uploader = { token: string; ticketIds: string[] };

async function run({ services, budgetMs, seed }: Bounds): Promise<Figure[]> {
  const dice = new Dice(seed);
  const downSeconds = Math.min(DOWN_SECONDS, Math.round((budgetMs * DOWN_SHARE) / 1_000));
  const [aroundSeconds, silentSeconds] = [Math.ceil(downSeconds / 12), Math.ceil(downSeconds / 8)];
  const world = await openWorld(services, {
    name: 'redis-away',
    dice: dice.split(),
    count: { api: 2, relay: 0, worker: 0 },
  });
  try {
    await keepEffects(world.place.deps.db);
    const tally = new Tally();
    const client = new OutsideClient(world.apis, tally, dice.split(), { tryMs: 30_000, allMs: 30_000 });
    const commits = (2 * aroundSeconds + downSeconds + silentSeconds) * PER_SECOND;
    const uploaders = await Promise.all(
      Array.from({ length: MEMBERS }, () => prepare(client, Math.ceil(commits / MEMBERS))),
    );
    const during = (seconds: number) => load(client, uploaders, seconds);

    const before = await during(aroundSeconds);
    await world.parts.redis.stop();
    const gone = await during(downSeconds);
    await world.parts.redis.start();
    const recoveredMs = await recovery(world);
    const wire = world.lines.api.wires.redis;
    wire.set({ kind: 'blackHole' });
    const silent = await during(silentSeconds);
    wire.set(undefined);
    const after = await during(aroundSeconds);

    const ids = await world.place.deps.db.select({ id: members.id }).from(members);
    const broken = await findWrongEffects(world.place.deps.db, world.place.config.STORAGE_LIMIT_BYTES);
    for (const { id } of ids) broken.push(...(await findBroken(world.place.deps, id)));
    const committed = await effectsOf(world.place.deps.db, 'picture.made');
    const told = [before, gone, silent, after].flat().filter(({ ok }) => ok).length;
    if (committed !== told) broken.push(`${told} commits were told, ${committed} are there`);
    return [
      share(`redis-away: commits while Redis was gone for ${downSeconds} s`, gone),
      share(`redis-away: commits while Redis was silent for ${silentSeconds} s`, silent),
      {
        what: 'redis-away: p95 of a commit with Redis, without, with a silent one, and after',
        wanted: 'told',
        measured: [before, gone, silent, after]
          .map((some) =>
            ms(
              quantile(
                some.map((one) => one.ms),
                0.95,
              ),
            ),
          )
          .join(', '),
        ok: true,
      },
      {
        what: 'redis-away: both processes lock in Redis again, once it is back',
        wanted: `<= ${ms(RECOVERED_MS)}`,
        measured: ms(recoveredMs),
        ok: recoveredMs <= RECOVERED_MS,
      },
      tell('redis-away: broken invariants, commits doubled or lost', broken),
      tell(
        `redis-away: processes that ended, as an unhandled rejection ends them (refusals: ${tally.text})`,
        [...tally.wrong, ...world.findings],
      ),
    ];
  } finally {
    await world.close();
  }
}

function share(what: string, commits: Commit[]): Figure {
  const ok = commits.filter((commit) => commit.ok).length;
  const measured = `${((100 * ok) / commits.length).toFixed(2)} % (${ok} of ${commits.length})`;
  return { what, wanted: `>= ${100 * WANTED} %`, measured, ok: ok >= WANTED * commits.length };
}

/** Signs a member up and puts the bytes of their tickets into the store. */
async function prepare(client: OutsideClient, count: number): Promise<Uploader> {
  const username = `r-${crypto.randomUUID().slice(0, 20)}`;
  const credentials = { username, password: 'correct horse battery', transport: 'TOKEN' };
  const { session } = await sure(client.try(signUp, { input: credentials }));
  const token = session.tokens.accessToken;
  const made = await sure(client.try(createAlbum, { input: { name: 'Trial' } }, token));
  const file = { filename: 'a.jpg', contentType: 'image/jpeg', byteSize: BYTES };
  const ticketIds: string[] = [];
  while (ticketIds.length < count) {
    const files = Array.from({ length: Math.min(TICKETS_AT_ONCE, count - ticketIds.length) }, () => file);
    const input = { albumId: made.createAlbum.album.id, files };
    const { requestUploads: given } = await sure(client.try(requestUploads, { input }, token));
    await Promise.all(
      given.results.map(async (result) => {
        if (result.__typename !== 'UploadTicket' || result.transfer.__typename !== 'SinglePartUpload') return;
        const { method, url, headers } = result.transfer;
        const signed = headers.map(({ name, value }): [string, string] => [name, value]);
        const response = await fetch(url, { method, headers: signed, body: new Uint8Array(BYTES) });
        if (response.ok) ticketIds.push(result.id);
      }),
    );
  }
  return { token, ticketIds };
}

async function sure<T>(answer: Promise<{ data: T } | { code: string; message: string }>): Promise<T> {
  const given = await answer;
  if ('code' in given) throw new Error(`The trial could not be prepared: ${given.code} ${given.message}`);
  return given.data;
}

/** Commits one ticket after the other, so many a second, each once. */
async function load(client: OutsideClient, uploaders: Uploader[], seconds: number): Promise<Commit[]> {
  const commits: Promise<Commit>[] = [];
  const started = performance.now();
  for (let n = 0; n < seconds * PER_SECOND; n += 1) {
    await delay(Math.max(0, started + (n * 1_000) / PER_SECOND - performance.now()));
    const uploader = uploaders[n % uploaders.length];
    const ticketId = uploader?.ticketIds.pop();
    if (uploader && ticketId) commits.push(commit(client, uploader.token, ticketId));
  }
  return Promise.all(commits);
}

async function commit(client: OutsideClient, token: string, ticketId: string): Promise<Commit> {
  const started = performance.now();
  const answer = await client.try(commitUploads, { input: { ticketIds: [ticketId] } }, token);
  const [result] = 'data' in answer ? answer.data.commitUploads.results : [];
  return { ms: performance.now() - started, ok: result?.__typename === 'CommittedUpload' };
}

const clientNames = z
  .string()
  .transform((list) => [...list.matchAll(/ name=(\S+)/g)].map(([, name]) => name));

/** Milliseconds until the lock's connection of every API is there again. */
async function recovery({ parts, apis }: World): Promise<number> {
  const started = performance.now();
  const connected = async () => {
    const names = clientNames.parse(await parts.redis.ask((redis) => redis.client('LIST')));
    // The trial itself keeps one too.
    return names.filter((name) => name === 'locks').length === apis.length + 1;
  };
  await until(connected, 30_000);
  return performance.now() - started;
}
