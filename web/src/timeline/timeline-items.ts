import type { GridItem, GridPicture } from '../picture/grid-items.ts';
import type { TimelinePage } from './slice-page.ts';

/** What a page tells of one of its pictures, before anything is asked about it; null past the page's end. */
export function stubAt(page: TimelinePage, index: number): GridItem['stub'] | null {
  const id = page.ids[index];
  const kind = page.kinds[index];
  const state = page.states[index];
  if (id === undefined || kind === undefined || state === undefined) return null;
  return {
    id,
    kind,
    state,
    duration: page.durations[index] ?? null,
    placeholder: page.placeholders[index] ?? null,
    day: dayAt(page, index),
  };
}

function dayAt({ days }: TimelinePage, index: number): string {
  let before = 0;
  for (const { day, pictureCount } of days) {
    before += pictureCount;
    if (index < before) return day;
  }
  return '';
}

const made = new WeakMap<TimelinePage, (GridItem | undefined)[]>();

/** The item of a page's picture: the same object as long as nothing new is known, so that its tile is not rendered anew. */
export function itemAt(
  page: TimelinePage,
  index: number,
  pictures: ReadonlyMap<string, GridPicture>,
): GridItem | null {
  const items = made.get(page) ?? [];
  made.set(page, items);
  const id = page.ids[index];
  const picture = (id !== undefined && pictures.get(id)) || null;
  const before = items[index];
  // A picture that is known stays known: far from the window it is only not looked up.
  if (before && (picture === null || before.picture === picture)) return before;
  const stub = before?.stub ?? stubAt(page, index);
  if (!stub) return null;
  const item = { key: stub.id, picture, preview: null, stub };
  items[index] = item;
  return item;
}
