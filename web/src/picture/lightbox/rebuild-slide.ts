import type { LightGallery } from 'lightgallery/lightgallery';
import type { Slide } from './slides.ts';

/** Has a slide that says that its image could not be loaded made anew, in its place; any other stays as it is. */
export function rebuildSlide(gallery: LightGallery, slides: readonly Slide[], id: string): void {
  const index = slides.findIndex((slide) => slide.id === id);
  const item: HTMLElement | undefined = index < 0 ? undefined : gallery.getSlideItem(index).get();
  if (!item?.querySelector('.lg-error-msg')) return;
  item.replaceChildren();
  // They say that there is nothing to load, and nothing to wait for before zooming.
  item.classList.remove('lg-loaded', 'lg-complete', 'lg-complete_', 'lg-zoomable');
  gallery.loadContent(index, false);
}
