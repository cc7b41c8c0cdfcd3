import express, { type RequestHandler, Router } from 'express';
import type { Deps } from './deps.ts';
import { REPORT_PATH, readReport } from './picture/rendition-report.ts';
import { toAppError, unavailable } from './platform/errors.ts';
import { CLOCK_WINDOW, verifyRequest } from './platform/signed-request.ts';
import { receiveReport } from './upload/receive-report.ts';

/** Many times the longest report. */
const MAX_BODY = '32kb';

/** Takes reports of renditions from who holds one of the keys; without keys there is no such address. */
export function receiveReports(deps: Deps): Router {
  const router = Router();
  if (deps.config.REPORT_KEYS.length === 0) return router;
  const wholeBody = express.raw({ type: () => true, limit: MAX_BODY, inflate: false });
  return router.post(REPORT_PATH, wholeBody, answerReport(deps));
}

function answerReport(deps: Deps): RequestHandler {
  const { config, log, metrics } = deps;
  const count = metrics.counter('reports_total', 'Reports of renditions by what became of them', ['answer']);
  return async (request, response) => {
    const answer = (status: number, body: Record<string, string>) => {
      count.inc({ answer: Object.values(body).join() });
      response.status(status).json(body);
    };
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const { method, originalUrl: path } = request;
    const verified = verifyRequest(config.REPORT_KEYS, request.headers.authorization, { method, path, body });
    if (!verified) return answer(401, { error: 'unauthenticated' });
    try {
      if (!(await isFirst(deps, verified.nonce))) return answer(401, { error: 'unauthenticated' });
      const report = readReport(body);
      if (!report) return answer(400, { error: 'unreadable' });
      return answer(200, { answer: await receiveReport(deps, report) });
    } catch (error) {
      log.warn({ err: error }, 'a report could not be taken');
      const isPassing = toAppError(error) !== undefined;
      return answer(isPassing ? 503 : 500, { error: isPassing ? 'unavailable' : 'internal' });
    }
  };
}

/** Whether this nonce was never seen; while Redis can't say, nobody is let in. */
function isFirst({ redis, config }: Deps, nonce: string): Promise<boolean> {
  const key = `${config.REDIS_PREFIX}nonce:${nonce}`;
  const seconds = 2 * CLOCK_WINDOW + 60;
  return redis.set(key, '', 'EX', seconds, 'NX').then(
    (answer) => answer === 'OK',
    (error: unknown) => {
      throw unavailable(error);
    },
  );
}
