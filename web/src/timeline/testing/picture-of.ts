import type { TimelinePicture_PictureFragment } from '../TimelinePictures.generated.ts';

/** A picture that is READY, as a server answers it. */
export const pictureOf = (id: string, filename = `${id}.jpg`): TimelinePicture_PictureFragment => ({
  __typename: 'Picture',
  id,
  filename,
  state: 'READY',
  kind: 'IMAGE',
  contentType: 'image/jpeg',
  width: 3,
  height: 2,
  duration: null,
  placeholder: null,
  takenAt: null,
  takenAtLocal: null,
  createdAt: '2026-11-22T09:30:00.000Z',
  small: `/${id}/small.webp`,
  medium: `/${id}/medium.webp`,
  large: `/${id}/large.webp`,
  album: { __typename: 'Album', id: 'summer' },
  failure: null,
});
