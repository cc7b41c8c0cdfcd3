import { createPrivateKey, createPublicKey } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { allowedOrigins, type Config } from '../config.ts';
import type { Logger } from '../platform/log.ts';
import { type Edge, serveMedia } from './serve-media.ts';
import { openMediaStore } from './stored-media.ts';
import { createViewerAddress } from './viewer-address.ts';

/** Connections at once; each holds at most one read of the store. */
const maxConnections = 1_000;
/** Milliseconds without a byte after which a viewer is taken to have left. A player that paused longer asks anew. */
const idleTimeout = 120_000;

/** A running edge. */
export type RunningEdge = {
  port: number;
  /** Takes no more requests, lets those under way finish for a while (milliseconds), then cuts them off. */
  close(graceMs?: number): Promise<void>;
};

/**
 * Starts the edge: what stands in for CloudFront where there is none. Without EDGE_HOST it listens on loopback, on both
 * families where the machine has both.
 * @throws Error where EDGE_PORT is missing or taken, or the configuration can't be used.
 */
export async function startEdge(config: Config, log: Logger): Promise<RunningEdge> {
  if (config.EDGE_PORT === undefined) throw new Error('EDGE_PORT: give the port that the edge listens on.');
  const edge: Edge = {
    trust: {
      origin: config.CDN_URL,
      publicKeys: new Map([
        [config.CDN_KEY_PAIR_ID, createPublicKey(createPrivateKey(config.CDN_PRIVATE_KEY))],
      ]),
    },
    store: openMediaStore(config, maxConnections),
    viewerAddress: createViewerAddress(config.TRUSTED_PROXIES),
    origins: new Set(allowedOrigins(config)),
    log,
  };
  const port = config.EDGE_PORT;
  const servers = config.EDGE_HOST
    ? [await listen(edge, port, config.EDGE_HOST)]
    : [await listen(edge, port, '127.0.0.1'), ...(await listenWherePossible(edge, port, '::1'))];
  return {
    port,
    async close(graceMs = 10_000) {
      await Promise.all(servers.map((server) => closeServer(server, graceMs)));
      edge.store.close();
    },
  };
}

function listen(edge: Edge, port: number, host: string): Promise<Server> {
  const server = createServer((request, response) => void serveMedia(edge, request, response));
  server.maxConnections = maxConnections;
  server.keepAliveTimeout = 65_000;
  server.setTimeout(idleTimeout);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server.off('error', reject)));
  });
}

async function listenWherePossible(edge: Edge, port: number, host: string): Promise<Server[]> {
  try {
    return [await listen(edge, port, host)];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // A machine without IPv6 has nobody who could come that way.
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return [];
    throw error;
  }
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
    // A browser keeps its connection after its last answer; without this it would be waited for.
    const sweep = setInterval(() => server.closeIdleConnections(), 100);
    server.close(() => {
      clearTimeout(deadline);
      clearInterval(sweep);
      resolve();
    });
  });
}
