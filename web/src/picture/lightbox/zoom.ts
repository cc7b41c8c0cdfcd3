import type { LightGallery } from 'lightgallery/lightgallery';
import Zoom from 'lightgallery/plugins/zoom';

/** By itself it goes to a picture's own size alone: one that fits on the screen stays as it is, and others jump once near. */
export class NearerZoom extends Zoom {
  override getActualSizeScale(naturalWidth: number, width: number): number {
    return Math.max(2, super.getActualSizeScale(naturalWidth, width));
  }

  override setZoomImageSize(): void {
    // It would lay the picture out anew in the size of what has come of it so far, often a rendition of the original.
  }
}

/** Whether the picture shown is nearer than all of it. */
export const isZoomed = (gallery: LightGallery): boolean =>
  gallery.outer.get().classList.contains('lg-zoomed');

/** Brings the picture shown nearer, or all of it back on the screen; one that is still coming does so once it is there. */
export function toggleZoom(gallery: LightGallery): void {
  const { index } = gallery;
  const item: HTMLElement = gallery.getSlideItem(index).get();
  const toggle = () => {
    if (!item.classList.contains('lg-zoomable')) return false;
    // The plugin offers no verb for this, only its button. Before the picture is there it would only say that it is nearer.
    if (gallery.index === index)
      gallery.outer.get().querySelector<HTMLElement>('[id^="lg-actual-size"]')?.click();
    return true;
  };
  if (toggle()) return;
  const coming = new MutationObserver(() => {
    if (toggle()) coming.disconnect();
  });
  coming.observe(item, { attributeFilter: ['class'] });
}
