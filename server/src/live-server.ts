import type { IncomingHttpHeaders, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, GraphQLError, getOperationAST, parse, validate } from 'graphql';
import type { Context as Connection, SubscribePayload } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Context, createContext } from './context.ts';
import type { ViewerAddress } from './delivery/viewer-address.ts';
import type { Deps } from './deps.ts';
import { shareOf } from './events/library-feed.ts';
import type { Authenticate } from './member/authenticate.ts';
import { readLiveSessions } from './member/live-sessions.read.ts';
import { startSweeps } from './platform/every.ts';
import { maskErrors } from './platform/graphql-errors.ts';
import { MAX_TOKENS, refuseExcess } from './platform/query-limits.ts';
import { schema } from './schema.ts';

/** The streams of one API process. */
export type LiveServer = {
  /** Sends every client to another process, and takes no more. */
  close: () => Promise<void>;
};

type Options = {
  authenticate: Authenticate;
  viewerAddress: ViewerAddress;
  /** Whether the page of another site asks. */
  isForeign: (headers: IncomingHttpHeaders) => boolean;
  /** How often sessions are looked at. */
  checkSeconds?: number;
};

/** graphql-ws' code for "not you, or not any more"; 1013 is the standard's "come back later". */
const FORBIDDEN = 4403;
const TRY_LATER = 1013;
const PATH = '/graphql';
/** Below the idle limits of the usual proxies, and what finds dead connections. */
const HEARTBEAT_MS = 15_000;
const CHECK_SECONDS = 15;
/** Clients that don't answer a close are cut after it. */
const CLOSE_MS = 2_000;
const MAX_MESSAGE_BYTES = 16 * 1024;
/** Pages of one member in one process; more come back later, and ask by polling meanwhile. */
const MAX_STREAMS = 30;
const MAX_SUBSCRIPTIONS = 4;
const AWAY = 'News are briefly unavailable.';

type Stream = { socket: WebSocket; context: Context; memberId: string; sessionId: string; leave: () => void };
type Payload = { data?: unknown; errors?: readonly GraphQLError[] | undefined };
type Client = Connection<Record<string, unknown> | undefined, Extra & { stream?: Stream }>;

/**
 * Serves subscriptions over WebSocket beside the queries. A stream is its session's: it ends when that is signed out,
 * traded or expired.
 */
export function openLiveServer(deps: Deps, http: Server, options: Options): LiveServer {
  const { db, feed, log, metrics } = deps;
  const { authenticate, viewerAddress, isForeign, checkSeconds = CHECK_SECONDS } = options;
  const streams = new Map<string, Set<Stream>>();
  const count = metrics.gauge('live_streams', 'Open streams');
  const sent = metrics.counter('live_messages_total', 'Messages sent to streams');
  const mask = maskErrors(log);
  const maskAll = (errors: readonly GraphQLError[]) => errors.map((error) => mask(error.toJSON(), error));
  let closing = false;

  const settings = { noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false };
  // A name of its own, because the types do not know closeTimeout yet.
  const sockets = new WebSocketServer({ ...settings, ...{ closeTimeout: CLOSE_MS } });
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined);
    if (closing) refuse(socket, '503 Service Unavailable');
    else if (request.url?.split('?')[0] !== PATH) refuse(socket, '404 Not Found');
    else if (isForeign(request.headers)) refuse(socket, '403 Forbidden');
    else
      sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  });

  /** Lets a member in. Answers false for a visitor; any other refusal closes the socket by itself. */
  async function admit({ extra, connectionParams }: Client): Promise<boolean> {
    const { request, socket } = extra;
    const given = connectionParams?.authorization;
    const headers = typeof given === 'string' ? { authorization: given } : request.headers;
    const address = viewerAddress(request.socket.remoteAddress, request.headers['x-forwarded-for']);
    const own = shareOf(feed, MAX_SUBSCRIPTIONS);
    const context = await createContext({ ...deps, feed: own }, authenticate, headers, address ?? 'unknown');
    if (!context.viewer) return false;
    const { memberId, sessionId, familyId } = context.viewer;
    const unfollow = await feed.follow(memberId, (news) => {
      if (news.type === 'away') socket.close(TRY_LATER, AWAY);
      if (news.type === 'ended' && (news.familyId ?? familyId) === familyId)
        socket.close(FORBIDDEN, 'Forbidden');
    });
    const leave = () => {
      unfollow();
      own.close();
    };
    // Signed out, or gone, while it was let in.
    const alive = await readLiveSessions(db, [sessionId]).then(
      (live) => live.has(sessionId),
      (error: unknown) => {
        leave();
        throw error;
      },
    );
    const ofMember = streams.get(memberId) ?? new Set();
    if (ofMember.size >= MAX_STREAMS) socket.close(TRY_LATER, 'Too many pages are open.');
    if (!alive || socket.readyState !== socket.OPEN) {
      leave();
      return alive;
    }
    const stream = { socket, context, memberId, sessionId, leave };
    streams.set(memberId, ofMember.add(stream));
    extra.stream = stream;
    count.inc();
    return true;
  }

  function release({ extra: { stream } }: Client): void {
    if (!stream) return;
    stream.leave();
    const ofMember = streams.get(stream.memberId);
    if (!ofMember?.delete(stream)) return;
    if (ofMember.size === 0) streams.delete(stream.memberId);
    count.dec();
  }

  function prepare({ extra: { stream }, subscriptions }: Client, payload: SubscribePayload) {
    if (Object.keys(subscriptions).length > MAX_SUBSCRIPTIONS)
      return [coded('BAD_REQUEST', `Hold ${MAX_SUBSCRIPTIONS} subscriptions at most at a time.`)];
    return stream
      ? toExecution(payload, stream.context)
      : [coded('UNAUTHENTICATED', 'Please sign in first.')];
  }

  const server = useServer<Record<string, unknown> | undefined, { stream?: Stream }>(
    {
      schema,
      isProd: true,
      onConnect: (client) =>
        admit(client).catch((error: unknown) => {
          log.warn({ err: error }, 'a stream could not be opened');
          client.extra.socket.close(TRY_LATER, 'Pic-up is briefly unavailable.');
        }),
      onSubscribe: (client, _id, payload) => prepare(client, payload),
      onNext: ({ extra }, _id, _payload, _args, result) => {
        sent.inc();
        if (isLost(result)) extra.socket.close(TRY_LATER, AWAY);
        const { errors, data } = result;
        return { data, ...(errors && { errors: maskAll(errors) }) };
      },
      onError: (_client, _id, _payload, errors) => maskAll(errors),
      onClose: release,
    },
    sockets,
    HEARTBEAT_MS,
  );

  /** What ends a stream whose session ran out, or whose sign-out was not heard of. */
  async function checkSessions(): Promise<void> {
    const open = [...streams.values()].flatMap((ofMember) => [...ofMember]);
    const ids = open.map(({ sessionId }) => sessionId);
    const alive = await readLiveSessions(db, ids);
    for (const { sessionId, socket } of open) if (!alive.has(sessionId)) socket.close(FORBIDDEN, 'Forbidden');
  }
  const checks = startSweeps([{ name: 'streams', everySeconds: checkSeconds, run: checkSessions }], log);

  return {
    close: async () => {
      closing = true;
      await Promise.all([checks.stop(), server.dispose()]);
    },
  };
}

const coded = (code: string, message: string) => new GraphQLError(message, { extensions: { code } });

// News that were taken and could not be read are not told again: whoever comes back hears that something was missed. What
// is wrong with the subscription itself has no path.
const isLost = ({ data, errors = [] }: Payload): boolean => !data && errors.some(({ path }) => path);

/** A subscription within the limits of every operation, ready to run, or what is wrong with it. */
function toExecution(
  { query, operationName, variables }: SubscribePayload,
  contextValue: Context,
): ExecutionArgs | readonly GraphQLError[] {
  const document = readDocument(query);
  if (document instanceof GraphQLError) return [document];
  const wrong = validate(schema, document);
  if (wrong.length > 0) return wrong.map(({ message }) => coded('GRAPHQL_VALIDATION_FAILED', message));
  const operation = getOperationAST(document, operationName);
  if (operation?.operation !== 'subscription')
    return [coded('BAD_REQUEST', 'Send queries and mutations by HTTP, and one subscription here.')];
  const excess = refuseExcess({ schema, document, operation, variables: variables ?? undefined });
  if (excess) return [excess];
  return { schema, document, operationName, variableValues: variables, contextValue };
}

function readDocument(query: string) {
  try {
    return parse(query, { maxTokens: MAX_TOKENS });
  } catch (error) {
    return coded('GRAPHQL_PARSE_FAILED', error instanceof Error ? error.message : 'The query is unreadable.');
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
