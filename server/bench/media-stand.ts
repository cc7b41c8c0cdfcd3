import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { and, eq, inArray, or, sql } from 'drizzle-orm';
import { albums } from '../src/album/album.table.ts';
import { readConfig } from '../src/config.ts';
import { type Deps, openDeps } from '../src/deps.ts';
import { members } from '../src/member/member.table.ts';
import { recordStored } from '../src/picture/finish-picture.ts';
import { pictures } from '../src/picture/picture.table.ts';
import { newId } from '../src/platform/ids.ts';
import { createLogger } from '../src/platform/log.ts';
import { aPicture } from '../src/testing/builders.ts';
import { commitUploads } from '../src/upload/commit-uploads.ts';
import { requestUploads } from '../src/upload/request-uploads.ts';
import { singlePart } from '../src/upload/transfer.ts';
import { provisionStorage } from '../src/usage/usage.ts';

const patienceMs = 15 * 60_000;
const environment = (given: Record<string, string>) => ({ ...process.env, NODE_ENV: 'production', ...given });

/** One of the product's processes, as it is built. */
function launch(name: string, env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(
    process.execPath,
    ['--enable-source-maps', join(import.meta.dirname, '..', 'dist', `${name}.js`)],
    {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** The product without its API: database, broker, store and relay, and as many workers as asked for. */
export class MediaStand {
  readonly deps: Deps & { close: () => Promise<void> };
  readonly #folder: string;
  readonly #relay: ChildProcess;
  readonly #workers: ChildProcess[] = [];
  readonly #member = { memberId: newId(), sessionId: newId(), familyId: newId() };
  readonly #album = { albumId: newId() };

  private constructor(deps: MediaStand['deps'], folder: string, relay: ChildProcess) {
    this.deps = deps;
    this.#folder = folder;
    this.#relay = relay;
  }

  /** Prepares the services named by the environment, and has a member with an album. */
  static async open(): Promise<MediaStand> {
    const setup = launch('setup', environment({}));
    const [code] = await once(setup, 'exit');
    if (code !== 0) throw new Error('The services could not be prepared.');
    const folder = join(import.meta.dirname, '..', 'node_modules', '.cache');
    await mkdir(folder, { recursive: true });
    const deps = openDeps(readConfig(), createLogger('bench', 'warn'));
    const relay = launch('relay', environment({ LOG_LEVEL: 'warn' }));
    const stand = new MediaStand(deps, await mkdtemp(join(folder, 'media-')), relay);
    await stand.#moveIn();
    return stand;
  }

  async #moveIn(): Promise<void> {
    const { memberId } = this.#member;
    await this.deps.db.transact(async (tx) => {
      await tx
        .insert(members)
        .values({ id: memberId, username: 'bench', usernameKey: Buffer.from('bench'), passwordHash: '-' });
      await provisionStorage(tx, memberId);
      await tx.insert(albums).values({ id: this.#album.albumId, memberId, name: 'Bench' });
    });
  }

  /** Starts a worker, and answers its process id. @param concurrency how many files it decodes at once. */
  async startWorker(concurrency: number): Promise<number> {
    const worker = launch(
      'worker',
      environment({ LOG_LEVEL: 'warn', WORKER_CONCURRENCY: String(concurrency), TMPDIR: this.#folder }),
    );
    this.#workers.push(worker);
    if (worker.pid === undefined) throw new Error('A worker could not be started.');
    // It is at work once it has brought something to its end.
    return worker.pid;
  }

  async endWorkers(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map(end));
  }

  /** Stores a file and has it wait for a worker, as if it had just been committed. Answers the picture's row id. */
  async add(bytes: Buffer): Promise<string> {
    const { db, store } = this.deps;
    const picture = await aPicture({ deps: this.deps }, this.#member, this.#album, {
      state: 'PROCESSING',
      byteSize: bytes.length,
    });
    const key = `${picture.keyBase}/original`;
    await store.put(key, bytes, 'image/jpeg');
    const etag = (await store.head(key))?.etag ?? '';
    await db.update(pictures).set({ etag }).where(eq(pictures.id, picture.pictureId));
    await db.transact((tx) => recordStored(tx, { id: picture.pictureId, memberId: this.#member.memberId }));
    return picture.pictureId;
  }

  /** Uploads a file as a client does, and measures from the commit's call to the picture's end, in seconds. */
  async timeToReady(bytes: Buffer): Promise<number> {
    const described = { filename: 'photo.jpg', contentType: 'image/jpeg', byteSize: bytes.length };
    const { answers } = await requestUploads(this.deps, this.#member, this.#album.albumId, [described]);
    const [answer] = answers;
    if (!answer || !('ticket' in answer)) throw new Error('An upload was refused.');
    const { method, url, headers } = await singlePart(this.deps, answer.ticket);
    const put = await fetch(url, {
      method,
      headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
      body: bytes,
    });
    if (!put.ok) throw new Error(`The store answered ${put.status}.`);
    const began = performance.now();
    await commitUploads(this.deps, this.#member, [answer.ticket.id]);
    await this.finished([await this.#pictureOf(answer.ticket.id)], 5);
    return (performance.now() - began) / 1000;
  }

  async #pictureOf(ticketId: string): Promise<string> {
    const [row] = await this.deps.db
      .select({ id: pictures.id })
      .from(pictures)
      .where(eq(pictures.ticketId, ticketId));
    if (!row) throw new Error('A commit made no picture.');
    return row.id;
  }

  /** Waits until pictures wait no more, nor for a playback copy. */
  async finished(ids: string[], lookEveryMs = 100): Promise<void> {
    const waits = or(eq(pictures.state, 'PROCESSING'), eq(pictures.playbackState, 'WAITING'));
    for (const until = performance.now() + patienceMs; performance.now() < until; await delay(lookEveryMs)) {
      const [found] = await this.deps.db
        .select({ waiting: sql<number>`count(*)` })
        .from(pictures)
        .where(and(inArray(pictures.id, ids), waits));
      if (Number(found?.waiting ?? 0) === 0) return;
    }
    throw new Error('The pictures waited too long.');
  }

  /** What became of pictures: READY, why not, or that they still wait. */
  async endsOf(ids: string[]): Promise<Map<string, string>> {
    const rows = await this.deps.db
      .select({ id: pictures.id, state: pictures.state, failureCode: pictures.failureCode })
      .from(pictures)
      .where(inArray(pictures.id, ids));
    return new Map(rows.map(({ id, state, failureCode }) => [id, failureCode ?? state]));
  }

  async close(): Promise<void> {
    await this.endWorkers();
    await end(this.#relay);
    await this.deps.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
