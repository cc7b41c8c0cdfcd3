import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { busy, unavailable } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';
import { openRedis } from '../platform/redis.ts';

const ids = z.array(z.string()).default([]);
const changed = z.object({ type: z.literal('changed'), pictures: ids, removed: ids, albums: ids });
const ended = z.object({ type: z.literal('ended'), familyId: z.string().optional() });
const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('It is no JSON.');
    return z.NEVER;
  }
});
/** What processes tell each other. A newer version may tell more, which older ones pass over. */
const told = json.pipe(z.discriminatedUnion('type', [changed, ended]));

/** What of a member's library has changed, by row ids: pictures that came or changed, that left the lists, and albums. */
export type LibraryChange = Partial<Record<'pictures' | 'removed' | 'albums', string[]>>;

/**
 * What a follower hears. `ended`: the member's sign-in is over, or without a family all of them are. `missed`: the line was
 * down for a moment, so anything may have happened. `away`: it is down for longer, and nothing will be heard.
 */
export type LibraryNews = z.infer<typeof told> | { type: 'missed' | 'away' };

/** Tells open streams, in whichever process they are, what happens to a member's library. */
export type LibraryFeed = {
  /** Call it after COMMIT. Best effort: it never fails, and what is lost a client learns when it asks. */
  tell: (memberId: string, change: LibraryChange) => void;
  /** Ends the member's streams: those of one sign-in, or all. Best effort too, streams look by themselves as well. */
  endStreams: (memberId: string, familyId?: string) => void;
  /**
   * Calls back for each piece of news from now on; answers the function that ends it.
   * @throws AppError UNAVAILABLE while Redis is away.
   */
  follow: (memberId: string, hear: (news: LibraryNews) => void) => Promise<() => void>;
  close: () => void;
};

type Channel = { followers: Set<(news: LibraryNews) => void>; open: Promise<unknown> };

const CONNECT_MS = 2_000;
const PING_MS = 5_000;
// A reconnect within it costs followers one look, and beyond it they had better ask by themselves.
const AWAY_MS = 3_000;

/**
 * Opens the feed over Redis' pub/sub. A process that only tells uses the connection that it is given; the first follower
 * opens one more for the process, with one channel for each member who is followed.
 */
export function openLibraryFeed(
  redis: Redis,
  config: Pick<Config, 'REDIS_URL' | 'REDIS_PREFIX'>,
  log: Logger,
): LibraryFeed {
  const channelOf = (memberId: string) => `${config.REDIS_PREFIX}library:${memberId}`;
  const channels = new Map<string, Channel>();
  const send = (memberId: string, news: LibraryNews) =>
    void redis.publish(channelOf(memberId), JSON.stringify(news)).catch(() => undefined);
  const tellAll = (news: LibraryNews) => {
    for (const { followers } of channels.values()) for (const hear of followers) hear(news);
  };
  let listener: Listener | undefined;

  async function follow(memberId: string, hear: (news: LibraryNews) => void): Promise<() => void> {
    listener ??= openListener(
      openRedis(config, log, 'library-news'),
      () => [...channels.keys()],
      tellAll,
      (name, message) => {
        const news = told.safeParse(message);
        if (news.success) for (const each of channels.get(name)?.followers ?? []) each(news.data);
      },
    );
    const { client, ready } = listener;
    const name = channelOf(memberId);
    const leave = () => {
      const channel = channels.get(name);
      if (!channel?.followers.delete(hear) || channel.followers.size > 0) return;
      channels.delete(name);
      client.unsubscribe(name).catch(() => undefined);
    };
    const channel = channels.get(name) ?? {
      followers: new Set(),
      open: ready().then(() => client.subscribe(name)),
    };
    channels.set(name, channel);
    channel.followers.add(hear);
    try {
      // Its channel may have been opened long ago, and be down now.
      await Promise.all([channel.open, ready()]);
    } catch (error) {
      leave();
      throw unavailable(error);
    }
    return leave;
  }

  return {
    tell: (memberId, { pictures = [], removed = [], albums = [] }) => {
      if (pictures.length + removed.length + albums.length > 0)
        send(memberId, { type: 'changed', pictures, removed, albums });
    },
    endStreams: (memberId, familyId) => send(memberId, { type: 'ended', familyId }),
    follow,
    close: () => listener?.close(),
  };
}

/**
 * One connection's share of a feed. Whoever forgets one of its followers keeps none for longer than the connection: its
 * close, which is idempotent, ends them all and lets in no more.
 * @param most how many may follow at a time; one more is AppError BUSY.
 */
export function shareOf(feed: LibraryFeed, most: number): LibraryFeed {
  const leaves = new Set<() => void>();
  let starting = 0;
  let closed = false;
  return {
    ...feed,
    follow: async (memberId, hear) => {
      if (leaves.size + starting >= most) throw busy(new Error('One connection follows too often.'));
      starting += 1;
      const unfollow = await feed.follow(memberId, hear).finally(() => {
        starting -= 1;
      });
      const leave = () => {
        if (leaves.delete(leave)) unfollow();
      };
      leaves.add(leave);
      if (closed) leave();
      return leave;
    },
    close: () => {
      closed = true;
      for (const leave of leaves) leave();
    },
  };
}

type Listener = { client: Redis; ready: () => Promise<unknown>; close: () => void };

function openListener(
  client: Redis,
  names: () => string[],
  tellAll: (news: LibraryNews) => void,
  hear: (channel: string, message: string) => void,
): Listener {
  let awayTimer: NodeJS.Timeout | undefined;
  client.on('message', hear);
  client.on('ready', () => {
    clearTimeout(awayTimer);
    awayTimer = undefined;
    if (names().length === 0) return;
    // What was told while nobody listened is lost.
    client.subscribe(...names()).then(
      () => tellAll({ type: 'missed' }),
      () => client.disconnect(true),
    );
  });
  client.on('close', () => {
    awayTimer ??= setTimeout(() => tellAll({ type: 'away' }), AWAY_MS).unref();
  });
  // A connection that only listens does not notice a peer that vanished without a word.
  const heartbeat = setInterval(() => {
    if (client.status === 'ready') client.ping().catch(() => client.disconnect(true));
  }, PING_MS).unref();
  return {
    client,
    ready: async () => {
      if (client.status !== 'ready') await once(client, 'ready', { signal: AbortSignal.timeout(CONNECT_MS) });
    },
    close: () => {
      clearInterval(heartbeat);
      clearTimeout(awayTimer);
      client.disconnect();
    },
  };
}
