import type { PreviewAnswer, PreviewJob, SmallPicture } from './preview-messages.ts';
import { previewWidth, smallPictureOf } from './small-picture.ts';

// A file this small is a small picture, too: it is looked at first, so that none is enlarged.
const smallFileBytes = 300_000;

addEventListener('message', (event: MessageEvent<PreviewJob>) => {
  void run(event.data);
});

async function run({ id, body }: PreviewJob): Promise<void> {
  const picture = await make(body).catch(() => null);
  postMessage({ id, picture } satisfies PreviewAnswer);
}

async function make(body: Blob): Promise<SmallPicture> {
  if (body.size < smallFileBytes) {
    const whole = await createImageBitmap(body);
    if (whole.width <= previewWidth) return smallPictureOf(whole);
    whole.close();
  }
  return smallPictureOf(
    await createImageBitmap(body, { resizeWidth: previewWidth, resizeQuality: 'medium' }),
  );
}
