import type { ApolloCache } from '@apollo/client';
import {
  type TimelinePicture_PictureFragment,
  TimelinePicture_PictureFragmentDoc,
} from './TimelinePictures.generated.ts';

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
