import { afterAll, afterEach, expect } from 'vitest';
import { type Deps, openDeps } from '../deps.ts';
import { createLogger } from '../platform/log.ts';
import { startApi } from '../start-api.ts';
import type { AMember } from './builders.ts';
import { type Harness, openHarness } from './harness.ts';
import { type OpenStream, openStream } from './stream.ts';
import { until, Wire } from './wire.ts';

/** News of a library as a page hears them. */
export type Change = {
  libraryChanged: {
    pictures: { id: string; state: string; small: string | null; album: { name: string } }[];
    removedPictureIds: string[];
    albumIds: string[];
    missed: boolean;
  };
};
export const CHANGES = `subscription {
  libraryChanged {
    pictures { id state small: thumbnailUrl(size: SMALL) album { name } } removedPictureIds albumIds missed
  }
}`;

/** A harness, a second process beside it, and pages that hear news from that one. */
export type LiveStand = {
  harness: Harness;
  /** What the harness reaches its services through. */
  redis: Wire;
  mysql: Wire;
  /** The second process' own things, and its address. */
  otherDeps: Deps;
  otherUrl: string;
  /** The streams that are open; each test's are closed at its end. */
  opened: OpenStream<unknown>[];
  /** A page that subscribes; without an address, at the second process. */
  listen: (member: Pick<AMember, 'token'>, url?: string, query?: string) => OpenStream<Change>;
  /** A page that has been told that it may have missed something, as every one is at first. */
  listening: (member: Pick<AMember, 'token'>, url?: string) => Promise<OpenStream<Change>>;
};

/** Opens a stand for the test file that calls it, at its top; it is closed after the file's last test. */
export async function openLiveStand(): Promise<LiveStand> {
  const redis = new Wire(process.env.REDIS_URL ?? '');
  const mysql = new Wire(process.env.MYSQL_URL ?? '');
  await Promise.all([redis.open(), mysql.open()]);
  afterAll(() => Promise.all([redis.cut(), mysql.cut()]));
  const harness = await openHarness({ wires: { redis, mysql } });

  // A second process in all but name: it shares nothing with the harness' but the services.
  const otherDeps = openDeps(harness.config, createLogger('other', 'fatal'));
  const other = await startApi(otherDeps, { port: 0, host: '127.0.0.1' });
  const otherUrl = `http://127.0.0.1:${other.port}`;
  afterAll(async () => {
    await other.close();
    await otherDeps.close();
  });

  const opened: OpenStream<unknown>[] = [];
  afterEach(() => {
    for (const stream of opened.splice(0)) stream.close();
  });

  function listen({ token }: Pick<AMember, 'token'>, url = otherUrl, query = CHANGES): OpenStream<Change> {
    const stream = openStream<Change>(url, query, { headers: { Authorization: `Bearer ${token}` } });
    opened.push(stream);
    return stream;
  }

  async function listening(member: Pick<AMember, 'token'>, url?: string): Promise<OpenStream<Change>> {
    const stream = listen(member, url);
    await until(() => stream.messages.length === 1);
    expect(stream.messages[0]?.libraryChanged).toEqual({
      pictures: [],
      removedPictureIds: [],
      albumIds: [],
      missed: true,
    });
    return stream;
  }

  return { harness, redis, mysql, otherDeps, otherUrl, opened, listen, listening };
}
