import { InMemoryCache } from '@apollo/client';
import { describe, expect, it } from 'vitest';
import {
  type TimelinePicture_PictureFragment,
  TimelinePicture_PictureFragmentDoc,
} from './TimelinePictures.generated.ts';
import { pictureOf } from './testing/picture-of.ts';
import { writeManyPictures } from './write-pictures.ts';

describe('writeManyPictures', () => {
  it('has the first ones known at once and all of them in the end, and lets other tasks run meanwhile', async () => {
    const cache = new InMemoryCache();
    const ids = Array.from({ length: 25 }, (_, index) => `picture-${index}`);
    const known = () =>
      ids.filter(
        (id) =>
          cache.readFragment<TimelinePicture_PictureFragment>({
            id: `Picture:${id}`,
            fragment: TimelinePicture_PictureFragmentDoc,
            fragmentName: 'TimelinePicture_picture',
          }) !== null,
      );
    let knownBetween = ids.length;
    setTimeout(() => {
      knownBetween = known().length;
    });
    const written = writeManyPictures(
      cache,
      ids.map((id) => pictureOf(id)),
    );
    expect(known()[0]).toBe('picture-0');
    await written;
    expect(knownBetween).toBeLessThan(ids.length);
    expect(known()).toEqual(ids);
  });
});
