import { setTimeout as delay } from 'node:timers/promises';
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import type { Config } from '../config.ts';
import type { Logger } from '../platform/log.ts';
import { ConfirmedPublisher } from './confirmed-publisher.ts';

const HEARTBEAT_SECONDS = 10;
const CONNECT_MS = 5_000;
const MAX_PAUSE_MS = 5_000;
const CLOSE_MS = 2_000;

/** One connection while it lasts. */
export type BrokerSession = {
  /** A channel with confirms; an error on it ends the session, and a fresh one begins. */
  openChannel: () => Promise<{ channel: ConfirmChannel; publisher: ConfirmedPublisher }>;
  /** Aborted when the session ends, for whatever reason. */
  ended: AbortSignal;
  /** Ends the session: its connection is no longer trusted. */
  abandon: (reason: string) => void;
};

/** A connection to the broker that is made again for ever. */
export type BrokerLink = {
  /** Hangs up after the present session has ended. */
  close: () => Promise<void>;
};

/**
 * Keeps a connection to the broker: begin is called with each new session and sets it up. Where it throws, or the
 * connection is lost, the next one follows after a growing pause of at most five seconds. Never throws.
 */
export function keepConnected(
  config: Pick<Config, 'AMQP_URL'>,
  { name, log, begin }: { name: string; log: Logger; begin: (session: BrokerSession) => Promise<void> },
): BrokerLink {
  const stopping = new AbortController();

  async function runSession(): Promise<boolean> {
    const connection = await open(config.AMQP_URL, name);
    const end = new AbortController();
    const channels: ConfirmChannel[] = [];
    let blocked = false;
    const abandon = (reason: string) => {
      if (!end.signal.aborted && !stopping.signal.aborted)
        log.warn({ broker: name, reason }, 'Broker session ended');
      end.abort();
    };
    // 'error' is followed by 'close'; without a listener it would end the process.
    connection.on('error', (error) => abandon(error.message));
    connection.on('close', () => end.abort());
    connection.on('blocked', (reason) => {
      blocked = true;
      log.warn({ broker: name, reason }, 'The broker takes nothing for now');
    });
    connection.on('unblocked', () => {
      if (blocked) log.info({ broker: name }, 'The broker takes messages again');
      blocked = false;
    });
    const session: BrokerSession = {
      ended: end.signal,
      abandon,
      openChannel: async () => {
        const channel = await connection.createConfirmChannel();
        channels.push(channel);
        channel.on('error', (error) => abandon(error.message));
        channel.on('close', () => abandon('channel closed'));
        return { channel, publisher: new ConfirmedPublisher(channel) };
      },
    };
    const stop = () => abandon('stopping');
    stopping.signal.addEventListener('abort', stop);
    try {
      if (stopping.signal.aborted) return false;
      await begin(session);
      log.info({ broker: name }, 'Connected to the broker');
      await aborted(end.signal);
      return true;
    } finally {
      end.abort();
      stopping.signal.removeEventListener('abort', stop);
      // A dead peer never answers a close; its socket goes with the missed heartbeats.
      await Promise.race([
        connection.close().catch(() => undefined),
        delay(CLOSE_MS, undefined, { ref: false }),
      ]);
    }
  }

  async function connectForEver(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        if (await runSession()) failures = 0;
      } catch (error) {
        if (failures === 0) log.warn({ broker: name, err: error }, 'The broker is away');
      }
      failures += 1;
      const pause = Math.min(MAX_PAUSE_MS, 50 * 2 ** failures) * (0.5 + Math.random() / 2);
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = connectForEver();
  return {
    close: async () => {
      stopping.abort();
      await running;
    },
  };
}

/**
 * Opens one connection for a command that runs once.
 * @throws Error where the broker is away.
 */
export async function openOnce(config: Pick<Config, 'AMQP_URL'>, name: string) {
  const connection = await open(config.AMQP_URL, name);
  connection.on('error', () => undefined);
  const channel = await connection.createConfirmChannel();
  channel.on('error', () => undefined);
  return {
    channel,
    publisher: new ConfirmedPublisher(channel),
    close: () => closeAll(connection, [channel]),
  };
}

// The channels first: a connection that closes overtakes the acknowledgements on its channels.
async function closeAll(connection: ChannelModel, channels: ConfirmChannel[]): Promise<void> {
  await Promise.all(channels.map((channel) => channel.close().catch(() => undefined)));
  await connection.close().catch(() => undefined);
}

async function open(address: string, name: string): Promise<ChannelModel> {
  const url = new URL(address);
  url.searchParams.set('heartbeat', String(HEARTBEAT_SECONDS));
  return connect(url.href, {
    // Until the connection is open; a listener that says nothing must not hold us for ever.
    timeout: CONNECT_MS,
    noDelay: true,
    keepAlive: true,
    clientProperties: { connection_name: `picup ${name}` },
  });
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
