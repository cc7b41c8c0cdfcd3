import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BatchResponse, handleArrivals, type LambdaContext } from './lambda/handle-arrivals.ts';
import { readLambdaConfig } from './lambda/lambda-config.ts';
import { createSendReport } from './lambda/send-report.ts';
import { machineFacts } from './media/machine-facts.ts';
import { MediaPipeline } from './media/media-pipeline.ts';
import { createLogger } from './platform/log.ts';
import { openObjectStore } from './platform/object-store.ts';

// Makes renditions on AWS Lambda, called when an original came into the bucket. Made once for all calls of one instance.
const config = readLambdaConfig();
const log = createLogger('lambda', config.LOG_LEVEL);
for (const lack of machineFacts().missing) log.warn(lack, 'a program is missing in this image');
const needs = {
  log,
  store: openObjectStore(config),
  // One call at a time in an instance, and one picture at a time in a call.
  media: await MediaPipeline.start(join(tmpdir(), 'picup-media'), { concurrency: 1 }),
  sendReport: createSendReport(config.API_URL, config.reportKey),
};

/** The function's handler. @throws what went wrong where S3 called directly, so that Lambda calls again. */
export const handler = (event: unknown, context: LambdaContext): Promise<BatchResponse> =>
  handleArrivals(needs, event, context);
