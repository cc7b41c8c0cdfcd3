import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { constants } from 'node:zlib';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { expressMiddleware } from '@as-integrations/express5';
import compression from 'compression';
import { sql } from 'drizzle-orm';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import { type Context, createContext } from './context.ts';
import { createViewerAddress } from './delivery/viewer-address.ts';
import type { Deps } from './deps.ts';
import { openLiveServer } from './live-server.ts';
import { prepareAuthenticate } from './member/authenticate.ts';
import { createForeignPageCheck } from './own-pages.ts';
import { asHttpError, maskErrors, sendRetryAfter } from './platform/graphql-errors.ts';
import { limitQueries, MAX_TOKENS } from './platform/query-limits.ts';
import { receiveReports } from './report-route.ts';
import { schema } from './schema.ts';
import { secureHeaders, serveWebApp } from './web-app.ts';

/** A batch of 100 files, each with the longest name, fits. */
const MAX_BODY = '512kb';
const DRAIN_MS = 10_000;

/** A running API. */
export type RunningApi = {
  port: number;
  /** Takes no more requests, and lets those under way finish for ten seconds. */
  close: () => Promise<void>;
};

/**
 * Serves /graphql, /healthz and the web app.
 * @param where port 0 takes a free one; without a host both families are listened on.
 */
export async function startApi(deps: Deps, where: { port: number; host?: string }): Promise<RunningApi> {
  const app = express().disable('x-powered-by').disable('etag');
  const http = createServer(app);
  // Longer than the proxies before us keep an idle connection, or their next request would meet a closed one.
  http.keepAliveTimeout = 65_000;
  const authenticate = prepareAuthenticate(deps.db);
  const viewerAddress = createViewerAddress(deps.config.TRUSTED_PROXIES);
  const isForeign = createForeignPageCheck(deps.config);
  const live = openLiveServer(deps, http, { authenticate, viewerAddress, isForeign });
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    csrfPrevention: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MAX_TOKENS },
    formatError: maskErrors(deps.log),
    logger: deps.log,
    plugins: [
      // It wraps every field of every row, and this API sets its cache headers elsewhere.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      { serverWillStart: async () => ({ drainServer: live.close }) },
      ApolloServerPluginDrainHttpServer({ httpServer: http, stopGracePeriodMillis: DRAIN_MS }),
      limitQueries,
      sendRetryAfter,
    ],
  });
  await apollo.start();

  const context = async ({ req, res }: { req: Request; res: Response }): Promise<Context> => {
    const address = viewerAddress(req.socket.remoteAddress, req.headers['x-forwarded-for']);
    const setCookies = (lines: string[]) => void res.setHeader('Set-Cookie', lines);
    return createContext(deps, authenticate, req.headers, address ?? 'unknown', setCookies).catch(
      (error: unknown) => {
        throw asHttpError(error);
      },
    );
  };

  app.use(secureHeaders(deps.config));
  app.get('/healthz', reportHealth(deps));
  app.use(
    '/graphql',
    refuseForeignPages(isForeign),
    keepOutOfCaches,
    compressAnswers,
    express.json({ limit: MAX_BODY }),
    emptyBodyIfNone,
    expressMiddleware(apollo, { context }),
  );
  app.use(receiveReports(deps));
  app.use(serveWebApp(deps));
  app.use((_request, response) => void response.status(404).type('text').send('There is nothing here.'));
  app.use(answerUnreadable(deps));

  const port = await listen(http, where);
  return { port, close: () => apollo.stop() };
}

/** Ready as long as the database answers: nothing can be served without it. */
function reportHealth({ db }: Deps): RequestHandler {
  return async (_request, response) => {
    const ready = await db.execute(sql`select 1`).then(
      () => true,
      () => false,
    );
    response.status(ready ? 200 : 503).json({ status: ready ? 'ok' : 'waiting for the database' });
  };
}

function refuseForeignPages(isForeign: (headers: IncomingHttpHeaders) => boolean): RequestHandler {
  return ({ headers }, response, next) => {
    if (!isForeign(headers)) return next();
    answerError(response, 403, 'This request comes from the page of another site.');
  };
}

const keepOutOfCaches: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

// Quickly rather than small: somebody waits for it. No other site's page gets an answer, so its length gives nothing away.
const compressAnswers = compression({
  level: 4,
  brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
});

// Apollo answers a GET without a body by itself; it only asks that a body was looked for.
const emptyBodyIfNone: RequestHandler = (request, _response, next) => {
  request.body ??= {};
  next();
};

/** A body that is too long or no JSON never reaches GraphQL, but is answered in its shape. */
function answerUnreadable({ log }: Deps): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const status = error instanceof Error && 'status' in error ? error.status : 500;
    if (status === 413) return answerError(response, 413, `The request is longer than ${MAX_BODY}.`);
    if (typeof status === 'number' && status < 500)
      return answerError(response, status, 'The request body is not readable as JSON.');
    log.error({ err: error }, 'a request failed');
    answerError(
      response,
      500,
      'Something went wrong on our side. Please try again.',
      'INTERNAL_SERVER_ERROR',
    );
  };
}

function answerError(response: Response, status: number, message: string, code = 'BAD_REQUEST'): void {
  response.status(status).json({ errors: [{ message, extensions: { code } }] });
}

function listen(server: Server, { port, host }: { port: number; host?: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
