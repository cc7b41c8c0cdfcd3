// A decoding child: reads hostile files with native code, so it may crash, hang or bloat, and is ended and replaced when it
// does. It answers one request at a time over the channel that its parent opened.
import type { ChildMessage, ChildReply, ChildRequest } from './child-protocol.ts';
import { decodeHeif } from './decode-heif.ts';
import type { MediaErrorCode } from './media-error.ts';
import { inspectImage, measureContrast, renderImage } from './render-image.ts';

async function perform(request: ChildRequest): Promise<ChildReply> {
  switch (request.type) {
    case 'inspect':
      return { type: 'inspected', facts: await inspectImage(request.path) };
    case 'render':
      return {
        type: 'rendered',
        rendered: await renderImage(request.path, request.orientation, request.page),
      };
    case 'detail':
      return { type: 'detailed', contrast: await measureContrast(request.path) };
    case 'heif':
      return { type: 'decoded', ...(await decodeHeif(request.path, request.output)) };
  }
}

/** libvips names its reasons in words only. */
function codeOf(cause: string): MediaErrorCode {
  if (/exceeds pixel limit|dimensions? (?:is|are) too large|out of memory|unable to allocate/i.test(cause))
    return 'TOO_LARGE';
  if (/^timeout/i.test(cause)) return 'TIMEOUT';
  if (/support for this compression format has not been built in/i.test(cause)) return 'UNSUPPORTED_CODEC';
  return 'DAMAGED';
}

function send(reply: ChildReply): void {
  // The pixels of the job just done are garbage that V8 sees no hurry in collecting.
  globalThis.gc?.();
  const message: ChildMessage = { residentBytes: process.memoryUsage.rss(), reply };
  process.send?.(message);
}

async function answer(request: ChildRequest): Promise<void> {
  try {
    send(await perform(request));
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    // Node's errors carry a code, the decoders' do not.
    if (error instanceof Error && 'code' in error) send({ type: 'broken', cause });
    else send({ type: 'failed', code: codeOf(cause), cause: cause.slice(0, 500) });
  }
}

/** The parent is trusted; this only tells its requests from Node's own messages. */
const isRequest = (message: unknown): message is ChildRequest =>
  typeof message === 'object' && message !== null && 'type' in message && 'path' in message;

process.on('message', (message: unknown) => {
  if (isRequest(message)) void answer(message);
});
// A parent that is gone wants no answer; SIGKILL also ends what native code is in the middle of.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
send({ type: 'ready' });
