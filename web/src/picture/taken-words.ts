import type { Format } from '../i18n/format.ts';
import { type GridPicture, timeOf } from './grid-items.ts';

/** When a picture was taken, by its camera's clock where that is known; else when it came. */
export function takenWords(picture: GridPicture, format: Format): string {
  const { takenAtLocal } = picture;
  return takenAtLocal ? format.wallTime(takenAtLocal) : format.dateTime(new Date(timeOf(picture)));
}
