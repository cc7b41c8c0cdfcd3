import type { Format } from '../i18n/format.ts';
import { type GridPicture, timeOf } from './grid-items.ts';

/** When a picture was taken, by its camera's clock where that is known; else when it came. Empty while neither is known. */
export function takenWords(picture: GridPicture, format: Format): string {
  const { takenAtLocal } = picture;
  if (takenAtLocal) return format.wallTime(takenAtLocal);
  const time = timeOf(picture);
  return time === '' ? '' : format.dateTime(new Date(time));
}
