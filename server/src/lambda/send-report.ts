import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { REPORT_PATH, type RenditionReport, writeReport } from '../picture/rendition-report.ts';
import { signRequest } from '../platform/signed-request.ts';

/** What the API makes of a report; see receiveReport. */
export type SendReport = (report: RenditionReport, signal: AbortSignal) => Promise<string>;

const TRIES = 4;
const PAUSE_MS = 500;
const TIMEOUT_MS = 10_000;

const reply = z.object({ answer: z.string() });

/**
 * Makes the function that reports to the API. While the API is away it tries a few times, each time signed anew.
 * @param apiUrl the API's address, without the path.
 */
export function createSendReport(apiUrl: string, key: string): SendReport {
  const url = new URL(REPORT_PATH, apiUrl);
  return async (report, signal) => {
    const body = writeReport(report);
    for (let tried = 1; ; tried += 1) {
      const response = await send(url, key, body, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        if (tried === TRIES) throw error;
      });
      if (response?.ok) return reply.parse(await response.json()).answer;
      if (response && (response.status < 500 || tried === TRIES))
        throw new Error(`The API answered a report with ${response.status}: ${await response.text()}`);
      await response?.body?.cancel();
      await delay(PAUSE_MS * 2 ** (tried - 1), undefined, { signal });
    }
  };
}

const send = (url: URL, key: string, body: Buffer, signal: AbortSignal): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: signRequest(key, { method: 'POST', path: url.pathname, body }),
    },
    body: new Uint8Array(body),
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
