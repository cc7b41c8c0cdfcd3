import { retryDelay } from './backoff.ts';
import type { EngineContext } from './engine-context.ts';
import { type ApiErrorCode, UploadApiError } from './upload-api.ts';

const passing: ReadonlySet<ApiErrorCode> = new Set(['NETWORK', 'BUSY', 'RATE_LIMITED', 'UNAVAILABLE']);
// An error of the server's own may pass, but when it does not, waiting for ever would hide it.
const mostServerErrors = 5;

/**
 * Asks the server again, at growing intervals, for as long as its refusal is one that passes. Rejects with the
 * UploadApiError that does not, or with the engine's end.
 */
export async function patientCall<T>(context: EngineContext, call: () => Promise<T>): Promise<T> {
  let attempt = 0;
  let serverErrors = 0;
  for (;;) {
    try {
      const answer = await call();
      context.serverAnswers(true);
      return answer;
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof UploadApiError)) throw error;
      if (error.code === 'SERVER') serverErrors += 1;
      if (error.code === 'UNAUTHENTICATED') context.signedOut();
      if (!passing.has(error.code) && (error.code !== 'SERVER' || serverErrors >= mostServerErrors))
        throw error;
      attempt += 1;
      if (error.code === 'NETWORK' || error.code === 'UNAVAILABLE') context.serverAnswers(false);
      const delay = retryDelay(attempt, context.deps.random, error.retryAfterMs);
      await context.naps.sleep(delay, context.signal);
    }
  }
}
