import type { Format } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/I18n.tsx';
import type { GridPicture } from '../grid-items.ts';
import { takenWords } from '../taken-words.ts';
import { coordinates, type Place } from './shot-words.ts';

/** What a screen reader calls the picture shown: its file, when it was taken, and where, if that is known. */
export function slideWords(picture: GridPicture, place: Place | null, t: Translate, format: Format): string {
  const words = [picture.filename, takenWords(picture, format)];
  if (place) words.push(`${t('lightbox.infoPlace')} ${coordinates(place)}`);
  // Of a picture that is on its way nothing may be known.
  return words.filter((each) => each !== '').join(', ');
}
