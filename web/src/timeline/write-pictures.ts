import type { ApolloCache } from '@apollo/client';
import { nextTask } from '../lib/tasks.ts';
import {
  type TimelinePicture_PictureFragment,
  TimelinePicture_PictureFragmentDoc,
} from './TimelinePictures.generated.ts';

/** So many are put into the cache in a moment that nobody feels. */
const fewPictures = 10;

/** Puts pictures into the cache, one by one: the question that brought them will not be asked again. */
export function writePictures(
  cache: ApolloCache,
  pictures: readonly TimelinePicture_PictureFragment[],
): void {
  cache.batch({
    update(within) {
      for (const data of pictures)
        within.writeFragment({
          fragment: TimelinePicture_PictureFragmentDoc,
          fragmentName: 'TimelinePicture_picture',
          data,
        });
    },
  });
}

/** The same for so many that the page would not answer meanwhile: the first ones at once, and then few in a task. */
export async function writeManyPictures(
  cache: ApolloCache,
  pictures: readonly TimelinePicture_PictureFragment[],
): Promise<void> {
  for (let from = 0; from < pictures.length; from += fewPictures) {
    if (from > 0) await nextTask();
    writePictures(cache, pictures.slice(from, from + fewPictures));
  }
}
