import { useApolloClient, useFragment } from '@apollo/client/react';
import { useEffect, useMemo, useState } from 'react';
import type { GridItem } from '../picture/grid-items.ts';
import { useProcessingPoll } from '../picture/useProcessingPoll.ts';
import { releaseLocalPreview, useLocalPreviews } from '../upload/useLocalPreviews.ts';
import { isWhole } from './known-pictures.ts';
import { refreshTimeline } from './refresh-timeline.ts';
import { TimelinePicture_PictureFragmentDoc } from './TimelinePictures.generated.ts';
import type { Timeline } from './useTimeline.ts';

/**
 * The files on their way, and the pictures that have come of them, newest first. A picture leaves when it is finished and the
 * timeline has been asked anew: then it stands at its own day, which may be years from here.
 */
export function useArrivals({ layout, pageOf }: Pick<Timeline, 'layout' | 'pageOf'>): readonly GridItem[] {
  const client = useApolloClient();
  const previews = useLocalPreviews();
  const [landed, setLanded] = useState<ReadonlySet<string>>(new Set());

  const stored = useMemo(() => previews.flatMap(({ pictureId }) => pictureId ?? []), [previews]);
  const { data } = useFragment({
    fragment: TimelinePicture_PictureFragmentDoc,
    fragmentName: 'TimelinePicture_picture',
    from: useMemo(() => stored.map((id) => ({ __typename: 'Picture' as const, id })), [stored]),
  });
  const pictures = useMemo(
    () => new Map(data.flatMap((picture) => (picture && isWhole(picture) ? [[picture.id, picture]] : []))),
    [data],
  );
  const inTimeline = useMemo(() => {
    const shown = new Set<string>();
    if (stored.length === 0) return shown;
    for (const { section } of layout.sections) for (const id of pageOf(section)?.ids ?? []) shown.add(id);
    return shown;
  }, [stored, layout, pageOf]);

  useProcessingPoll(
    useMemo(() => stored.filter((id) => pictures.get(id)?.state === 'PROCESSING'), [stored, pictures]),
  );
  const finished = useMemo(
    () =>
      stored.filter((id) => {
        const state = pictures.get(id)?.state;
        return !landed.has(id) && (inTimeline.has(id) || state === 'READY' || state === 'FAILED');
      }),
    [stored, pictures, inTimeline, landed],
  );
  useEffect(() => {
    if (finished.length === 0) return;
    let over = false;
    void refreshTimeline(client).then(() => {
      if (!over) setLanded((before) => new Set([...before, ...finished]));
    });
    return () => {
      over = true;
    };
  }, [client, finished]);
  useEffect(() => {
    for (const { key, pictureId } of previews)
      if (pictureId && landed.has(pictureId)) releaseLocalPreview(key);
  }, [previews, landed]);

  return useMemo(
    () =>
      previews
        .filter(({ pictureId }) => !pictureId || !landed.has(pictureId))
        .sort((one, other) => other.addedAt - one.addedAt)
        .map((preview) => ({
          key: preview.key,
          picture: (preview.pictureId && pictures.get(preview.pictureId)) || null,
          preview,
        })),
    [previews, landed, pictures],
  );
}
