import type { SmallPicture } from './preview-messages.ts';

/** Pixels: sharp enough for a tile of the grid on a dense screen. */
export const previewWidth = 480;

/** Packs a small bitmap into a few kilobytes, and lets the bitmap go. */
export async function smallPictureOf(bitmap: ImageBitmap): Promise<SmallPicture> {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.75 });
  // Its pixels would stay until somebody collects the garbage.
  canvas.width = 0;
  canvas.height = 0;
  return { blob, width, height };
}
