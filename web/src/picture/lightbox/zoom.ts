import type { LightGallery } from 'lightgallery/lightgallery';
import Zoom from 'lightgallery/plugins/zoom';

/** By itself it goes to a picture's own size alone: one that fits on the screen stays as it is, and others jump once near. */
export class NearerZoom extends Zoom {
  override getActualSizeScale(naturalWidth: number, width: number): number {
    return Math.max(2, super.getActualSizeScale(naturalWidth, width));
  }

  /** Its own steps are a whole picture's size each, have no end, and turn away from the middle of what is seen. */
  scaleTo(scale: number, limits: { x: number; y: number }): void {
    if (!this.beginZoom(scale)) return;
    const within = (offset: number, limit: number) =>
      Math.max(-limit, Math.min(limit, (offset * scale) / this.scale));
    const [x, y] = [within(this.left, limits.x), within(this.top, limits.y)];
    this.setZoomStyles({ x, y, scale });
    Object.assign(this, { left: x, top: y, positionChanged: true });
  }

  override setZoomImageSize(): void {
    // It would lay the picture out anew in the size of what has come of it so far, often a rendition of the original.
  }
}

/** How much nearer one step brings a picture, and how near it may come at least. */
const step = 1.5;
const nearest = 4;

/** Whether the picture shown is nearer than all of it. */
export const isZoomed = (gallery: LightGallery): boolean =>
  gallery.outer.get().classList.contains('lg-zoomed');

/** Does something with the picture shown; with one that is still coming, once it is there and still shown. */
function onceZoomable(gallery: LightGallery, act: () => void): void {
  const { index } = gallery;
  const item: HTMLElement = gallery.getSlideItem(index).get();
  const tried = () => {
    if (!item.classList.contains('lg-zoomable')) return false;
    if (gallery.index === index) act();
    return true;
  };
  if (tried()) return;
  const coming = new MutationObserver(() => {
    if (tried()) coming.disconnect();
  });
  coming.observe(item, { attributeFilter: ['class'] });
}

/** Brings the picture shown nearer, or all of it back on the screen; one that is still coming does so once it is there. */
export function toggleZoom(gallery: LightGallery): void {
  // The plugin offers no verb for this, only its button. Before the picture is there it would only say that it is nearer.
  onceZoomable(gallery, () =>
    gallery.outer.get().querySelector<HTMLElement>('[id^="lg-actual-size"]')?.click(),
  );
}

const zoomOf = (gallery: LightGallery): NearerZoom | undefined =>
  gallery.plugins.find((each): each is NearerZoom => each instanceof NearerZoom);

/** Brings the picture shown nearer by a step, or farther; one that is still coming, once it is there. */
export function zoomBy(gallery: LightGallery, steps: 1 | -1): void {
  onceZoomable(gallery, () => {
    const zoom = zoomOf(gallery);
    const item: HTMLElement = gallery.getSlideItem(gallery.index).get();
    const image = item.querySelector<HTMLImageElement>('.lg-image');
    if (!zoom || !image) return;
    const largest = Math.max(nearest, zoom.getCurrentImageActualSizeScale());
    const scale = Math.min(largest, zoom.scale * step ** steps);
    const beyond = (length: number, room: number) => Math.max(0, (length * scale - room) / 2);
    const { offsetWidth, offsetHeight } = image;
    const limits = { x: beyond(offsetWidth, item.clientWidth), y: beyond(offsetHeight, item.clientHeight) };
    // Steps there and back end a hair beside the whole.
    zoom.scaleTo(scale < 1.01 ? 1 : scale, limits);
  });
}

/** Brings all of the picture shown back on the screen. */
export function zoomOut(gallery: LightGallery): void {
  zoomOf(gallery)?.resetZoom();
}
