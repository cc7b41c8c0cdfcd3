import type { ApolloLink } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';
import { setLive } from './live-status.ts';

/** The server's word for a session that is over or was renewed meanwhile. */
const forbidden = 4403;
const pingMs = 10_000;
const pongMs = 5_000;
const longestPauseMs = 30_000;

/**
 * Opens the page's one connection for everything that comes by itself. A broken or silent one is opened again, after pauses
 * that grow, and at once when the device comes back online; the server's first word on it then is that something was missed.
 * @param revive renews the session where it has run out.
 */
export function createSocketLink(revive: () => Promise<unknown>): ApolloLink {
  const address = new URL('/graphql', location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  let refused = false;
  let silence: ReturnType<typeof setTimeout> | undefined;
  const socket = createClient({
    url: address.href,
    keepAlive: pingMs,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: async (tries) => {
      await pause(Math.min(500 * 2 ** tries, longestPauseMs) * (0.5 + Math.random()));
      if (refused) await revive().catch(() => undefined);
    },
    on: {
      opened: () => addEventListener('online', reopen),
      closed: (event) => {
        setLive(false);
        clearTimeout(silence);
        removeEventListener('online', reopen);
        refused = event instanceof CloseEvent && event.code === forbidden;
      },
      ping: (received) => {
        if (!received) silence = setTimeout(reopen, pongMs);
      },
      pong: (received) => {
        if (received) clearTimeout(silence);
      },
    },
  });
  // Another network: what was open on the one before says nothing any more.
  const reopen = () => socket.terminate();
  return new GraphQLWsLink(socket);
}

/** Waits so many milliseconds, or until the device is online again. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener('online', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    addEventListener('online', over);
  });
}
