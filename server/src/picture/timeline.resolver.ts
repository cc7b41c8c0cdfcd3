import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { type Context, requireViewer } from '../context.ts';
import { badInput } from '../platform/errors.ts';
import { idOf } from '../platform/ids.ts';
import { Picture, toPicture } from './picture.type.ts';
import { findInTimeline, readMonths, readTimeline } from './timeline.read.ts';
import {
  TimelineMonth,
  TimelinePage,
  TimelinePageArgs,
  TimelinePicturesArgs,
  TimelinePlace,
  toTimelinePage,
} from './timeline.type.ts';

@Resolver()
export class TimelineResolver {
  @Query(() => [TimelineMonth], {
    // All the index entries of a member are counted for it.
    complexity: 500,
    description: [
      "The months in which the viewer has pictures, newest first, with their counts: by the day and time that the camera's",
      'clock showed, else createdAt. Photography began in 1826, so there are some 2,400 at most.',
    ].join('\n'),
  })
  timelineMonths(@Ctx() context: Context): Promise<TimelineMonth[]> {
    return readMonths(context.deps.db, requireViewer(context).memberId);
  }

  @Query(() => TimelinePage, {
    description: [
      'Pictures of a span of months, newest first, compactly. after misses and repeats nothing while others come and go; offset',
      'begins anywhere at once.',
    ].join('\n'),
  })
  async timelinePage(
    @Args(() => TimelinePageArgs) args: TimelinePageArgs,
    @Ctx() context: Context,
  ): Promise<TimelinePage> {
    return toTimelinePage(await readTimeline(context.deps, requireViewer(context).memberId, args));
  }
}

const MOST_PICTURES = 100;

@Resolver(() => TimelinePage)
export class TimelinePicturesResolver {
  @FieldResolver(() => [Picture], {
    nullable: 'items',
    description: [
      'Some of the page in full, in its order: what will be in sight when it comes, without a second question. Null where one',
      'has been deleted meanwhile.',
    ].join('\n'),
  })
  pictures(
    @Root() { ids }: TimelinePage,
    @Args(() => TimelinePicturesArgs) { offset, first }: TimelinePicturesArgs,
    @Ctx() { loaders }: Context,
  ): Promise<(Picture | null)[]> {
    if (first < 1 || first > MOST_PICTURES) throw badInput(`first is 1 to ${MOST_PICTURES}.`);
    if (offset < 0) throw badInput('offset is 0 or more.');
    return Promise.all(
      ids.slice(offset, offset + first).map(async (id) => {
        const row = await loaders().pictures.load(idOf('Picture', id) ?? '');
        return row ? toPicture(row) : null;
      }),
    );
  }
}

@Resolver(() => Picture)
export class PicturePlaceResolver {
  // Each is a count over a month of its own.
  @FieldResolver(() => TimelinePlace, { complexity: 200 })
  timelinePlace(@Root() { row }: Picture, @Ctx() { deps }: Context): Promise<TimelinePlace> {
    return findInTimeline(deps.db, row);
  }
}
