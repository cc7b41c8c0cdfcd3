import type { LocalPreview } from '../upload/useLocalPreviews.ts';
import type { LightboxSlide_PictureFragment } from './lightbox/LightboxSlide.generated.ts';
import type { PictureGrid_PictureFragment } from './PictureGrid.generated.ts';

/** A picture as the pages with a grid have it: what its tile and its lightbox slide need. */
export type GridPicture = Omit<PictureGrid_PictureFragment, ' $fragmentName'> &
  Omit<LightboxSlide_PictureFragment, ' $fragmentName'>;

/** What a list tells of a picture before more is asked about it: enough to draw its tile. */
export interface PictureStub extends Pick<GridPicture, 'id' | 'kind' | 'state' | 'duration' | 'placeholder'> {
  /** The day that the list files it under, as in 2026-11-22. */
  readonly day: string;
}

/** One tile: a picture, a file on its way to become one, or both while the server's thumbnail is being made. */
export interface GridItem {
  /** The same from the drop of the file to the finished picture, so that its tile is never built anew. */
  readonly key: string;
  readonly picture: GridPicture | null;
  readonly preview: LocalPreview | null;
  /** Stands in while a picture is not loaded. */
  readonly stub?: PictureStub;
}

/** A run of tiles under one heading. */
export interface GridGroup {
  readonly key: string;
  /** The day that the group stands for; null where the grid has no headings. */
  readonly day: Date | null;
  readonly items: readonly GridItem[];
}

/** The shape of a tile whose picture nobody has measured yet. */
const unknownRatio = 4 / 3;

/** Width by height of an item's tile. */
export function ratioOf({ picture, preview }: GridItem): number {
  if (picture?.width && picture.height) return picture.width / picture.height;
  if (preview?.width && preview.height) return preview.width / preview.height;
  return unknownRatio;
}

/**
 * Joins pictures with the files that are on their way. Files without a picture stand first, the newest before the others;
 * a picture that came from one of them keeps its preview and its key. `keys` remembers the keys between calls: a file whose
 * picture was there and is there no more was deleted, and does not come back as one on its way.
 */
export function joinPreviews(
  pictures: readonly GridPicture[],
  previews: readonly LocalPreview[],
  keys: Map<string, string>,
): GridItem[] {
  const byPicture = new Map<string, LocalPreview>();
  const waiting: GridItem[] = [];
  const known = new Set(pictures.map((picture) => picture.id));
  for (const preview of previews) {
    const { pictureId } = preview;
    if (pictureId && known.has(pictureId)) {
      byPicture.set(pictureId, preview);
      keys.set(pictureId, preview.key);
    } else if (!pictureId || !keys.has(pictureId)) {
      waiting.push({ key: preview.key, picture: null, preview });
    }
  }
  waiting.sort((one, other) => (other.preview?.addedAt ?? 0) - (one.preview?.addedAt ?? 0));
  const items = pictures.map((picture) => {
    const key = keys.get(picture.id) ?? picture.id;
    const preview = byPicture.get(picture.id);
    return preview ? { key, picture, preview } : alone(key, picture);
  });
  return [...waiting, ...items];
}

const itemsAlone = new WeakMap<GridPicture, GridItem>();

/** The item of a picture without a preview: the same object each time, so that its tile is not rendered at every tick. */
function alone(key: string, picture: GridPicture): GridItem {
  const before = itemsAlone.get(picture);
  if (before?.key === key) return before;
  const item = { key, picture, preview: null };
  itemsAlone.set(picture, item);
  return item;
}

/** When a picture was taken, else when it came. */
export function timeOf(picture: GridPicture): string {
  return picture.takenAt ?? picture.createdAt;
}

/**
 * The order of the timeline, newest first. A picture that has just become READY may have learnt when it was taken and so
 * moves; one that now belongs beyond the loaded part waits for its page.
 */
export function inTimelineOrder(pictures: readonly GridPicture[], hasMore: boolean): GridPicture[] {
  const last = pictures.at(-1);
  const sorted = [...pictures].sort((one, other) => {
    const [a, b] = [timeOf(one), timeOf(other)];
    if (a === b) return 0;
    return a < b ? 1 : -1;
  });
  if (!hasMore || !last) return sorted;
  const end = timeOf(last);
  return sorted.filter((picture) => timeOf(picture) >= end);
}

function instantOf({ picture, preview }: GridItem): Date {
  // What a clock on the wall showed, read as the reader's own.
  if (picture?.takenAtLocal) return new Date(picture.takenAtLocal);
  return picture ? new Date(timeOf(picture)) : new Date(preview?.addedAt ?? Date.now());
}

function localDay(instant: Date): string {
  return `${instant.getFullYear()}-${instant.getMonth() + 1}-${instant.getDate()}`;
}

/**
 * Groups items that stand in the timeline's order by the day that the camera's clock showed, as their tiles and the timeline
 * say it; where that is not known by the reader's calendar day. Files on their way are of their own day.
 */
export function groupByDay(items: readonly GridItem[]): GridGroup[] {
  const groups: { key: string; day: Date; items: GridItem[] }[] = [];
  for (const item of items) {
    const instant = instantOf(item);
    const key = localDay(instant);
    const last = groups.at(-1);
    if (last?.key === key) last.items.push(item);
    else groups.push({ key, day: instant, items: [item] });
  }
  return groups;
}
