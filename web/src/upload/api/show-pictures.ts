import type { ApolloClient } from '@apollo/client';
import { askAnewWhen, whenAtTheTop } from '../../app/ask-anew.ts';
import { addUploadedPictures } from '../../picture/add-uploaded-pictures.ts';
import type { UploadedPicture_PictureEdgeFragment } from '../../picture/UploadedPicture.generated.ts';
import { systemClock } from '../engine/clock.ts';
import { Pace } from '../engine/pace.ts';

type Edge = UploadedPicture_PictureEdgeFragment;

// Each picture that is put into a list makes the next one dearer. Past a few screens of them nobody looks at each.
const mostAtOnce = 120;
// No commit for so long: the upload is over, unless it says that it isn't.
const overAfterMs = 3_000;
// While one large file is sent, what came before it is shown after so many looks at it.
const mostLooks = 10;
// Then only counts change.
const countEveryMs = 2_000;

/** Shows a picture soon whose thumbnail is there already: there is something to see now. */
const soonMs = 300;

/** Pictures that were committed here and that no list shows yet, each with what takes news of it. */
const behind = new Map<string, (news: Edge['node']) => void>();

const ignore = () => undefined;

/** Whether this page has committed the picture and will show it by itself. */
export const isBehind = (pictureId: string): boolean => behind.has(pictureId);

/** Whether pictures are still to be put into the lists, and counted: an album's count of now would count them twice. */
export const isAnyBehind = (): boolean => behind.size > 0;

/** Takes what the server tells of a picture that this page has committed and does not show yet; ignores any other. */
export const tellBehind = (news: Edge['node']): void => behind.get(news.id)?.(news);

/**
 * Shows committed pictures in the page's lists, as often as that costs little: their files' own tiles stand in for them
 * until then. Of a large upload the first hundred or so appear; then the lists are only counted up, and are asked for anew
 * from their start when the upload rests and the reader is there.
 * @param isBusy whether more pictures are to be expected without anybody's doing.
 */
export function createPictureShow(
  client: ApolloClient,
  isBusy: () => boolean,
  whenSeen: (run: () => void) => void = whenAtTheTop,
): (edges: readonly Edge[]) => void {
  const askSoon = askAnewWhen(client, whenSeen);
  let shown = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const restSoon = (looks: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (looks > 1 && isBusy()) restSoon(looks - 1);
      else rest();
    }, overAfterMs);
  };
  const rest = () => {
    shown = 0;
    if (behind.size === 0) return;
    behind.clear();
    askSoon();
  };
  const show = (edges: readonly Edge[]) => {
    const some = edges.slice(0, Math.max(0, mostAtOnce - shown));
    const others = edges.slice(some.length);
    shown += edges.length;
    for (const edge of some) behind.delete(edge.node.id);
    // Of the others only their ids are still needed.
    for (const edge of others) behind.set(edge.node.id, ignore);
    try {
      // All in one: every change by itself would make every list on the page render.
      client.cache.batch({
        update(cache) {
          addUploadedPictures(cache, some);
          for (const [albumId, { length }] of Map.groupBy(others, (edge) => edge.node.album.id)) {
            const fields = { pictureCount: (count: number) => count + length };
            cache.modify({ id: `Album:${albumId}`, fields });
          }
        },
      });
    } catch (error) {
      // The pictures are safe on the server; that a list does not show them yet must not send their files again.
      reportError(error);
    }
  };
  const waiting: Edge[] = [];
  const showing = new Pace(systemClock, () => show(waiting.splice(0)));
  return (edges) => {
    if (edges.length === 0) return;
    restSoon(mostLooks);
    for (const edge of edges) {
      behind.set(edge.node.id, (node) => {
        const place = waiting.indexOf(edge);
        if (place === -1) return;
        // What its commit answered is older than this.
        waiting[place] = { ...edge, node };
        showing.hurry(soonMs);
      });
    }
    waiting.push(...edges);
    showing.soon(shown > mostAtOnce ? countEveryMs : 0);
  };
}
