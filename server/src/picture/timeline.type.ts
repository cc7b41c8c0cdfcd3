import { ArgsType, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { toGlobalId } from '../platform/ids.ts';
import { PictureKind, PictureState } from './picture.type.ts';
import { dayOf, type TimelineArgs, type TimelineRow, type TimelineSlice } from './timeline.read.ts';

@ObjectType({ simpleResolvers: true })
export class TimelineMonth {
  @Field(() => String, { description: 'Such as 2026-11.' })
  month: string;

  @Field(() => Int)
  pictureCount: number;

  @Field(() => String, {
    description: 'Changes when a picture comes into the month, leaves it, or moves in it.',
  })
  version: string;
}

@ObjectType({ simpleResolvers: true, description: 'Where a picture stands in the timeline.' })
export class TimelinePlace {
  @Field(() => String)
  month: string;

  @Field(() => Int, { description: 'How many pictures of the month stand before it.' })
  offset: number;
}

@ObjectType({ simpleResolvers: true, description: 'Pictures in a row of one day.' })
export class TimelineDay {
  @Field(() => String, { description: 'Such as 2026-11-22.' })
  day: string;

  @Field(() => Int)
  pictureCount: number;
}

/** A list of up to a thousand plain values is the work of about a hundred objects. */
const complexity = 100;

@ObjectType({
  simpleResolvers: true,
  description: [
    'Pictures as a timeline lays them out, in columns of equal length: what is at one index belongs to one picture. The rest',
    'of a picture, and its URLs, is asked for by nodes once it comes into sight, or by pictures where that is known beforehand.',
  ].join('\n'),
})
export class TimelinePage {
  @Field(() => [ID], { complexity })
  ids: string[];

  @Field(() => [PictureKind], { complexity })
  kinds: TimelineRow['kind'][];

  @Field(() => [PictureState], { complexity })
  states: TimelineRow['state'][];

  @Field(() => [Float], {
    nullable: 'items',
    complexity,
    description: 'Width by height as shown, to three places; null until READY.',
  })
  aspectRatios: (number | null)[];

  @Field(() => [Float], {
    nullable: 'items',
    complexity,
    description: 'Seconds; null for images and until READY.',
  })
  durations: (number | null)[];

  @Field(() => [String], { nullable: 'items', complexity, description: "Picture.placeholder's." })
  placeholders: (string | null)[];

  @Field(() => [TimelineDay], {
    complexity,
    description: 'The days that the columns run through, newest first; their counts add up to the length.',
  })
  days: TimelineDay[];

  @Field(() => Boolean, { description: 'False where pictures of the first day stand before this page.' })
  startsDay: boolean;

  @Field(() => Boolean, { description: 'False where pictures of the last day follow this page.' })
  endsDay: boolean;

  @Field(() => Boolean)
  hasNextPage: boolean;

  @Field(() => String, { nullable: true, description: 'For after; null of an empty page.' })
  endCursor: string | null;
}

@ArgsType()
export class TimelinePicturesArgs {
  @Field(() => Int, { defaultValue: 0, description: 'Leaves out so many of the page.' })
  offset: number;

  @Field(() => Int, { defaultValue: 30, description: '1 to 100.' })
  first: number;
}

@ArgsType()
export class TimelinePageArgs implements TimelineArgs {
  @Field(() => String, { nullable: true, description: 'The oldest month; null for no end.' })
  since?: string | null;

  @Field(() => String, { nullable: true, description: 'The newest month; null for the newest there is.' })
  until?: string | null;

  @Field(() => Int, { defaultValue: 0, description: 'Leaves out so many of the newest of these months.' })
  offset: number;

  @Field(() => String, {
    nullable: true,
    description: 'The endCursor of the page before; instead of offset.',
  })
  after?: string | null;

  @Field(() => Int, { defaultValue: 500, description: '1 to 1,000.' })
  first: number;
}

/** Rows as columns. */
export function toTimelinePage({ rows, ...rest }: TimelineSlice): TimelinePage {
  const ready = (row: TimelineRow) => row.state === 'READY';
  return {
    ...rest,
    ids: rows.map(({ id }) => toGlobalId('Picture', id)),
    kinds: rows.map(({ kind }) => kind),
    states: rows.map(({ state }) => state),
    aspectRatios: rows.map((row) =>
      ready(row) && row.width && row.height ? Math.round((row.width / row.height) * 1000) / 1000 : null,
    ),
    durations: rows.map((row) => (ready(row) ? row.durationSeconds : null)),
    placeholders: rows.map((row) => (ready(row) && row.placeholder?.toString('base64')) || null),
    days: daysOf(rows),
  };
}

function daysOf(rows: TimelineRow[]): TimelineDay[] {
  const days: TimelineDay[] = [];
  for (const { localAt } of rows) {
    const last = days.at(-1);
    const day = dayOf(localAt);
    if (last?.day === day) last.pictureCount += 1;
    else days.push({ day, pictureCount: 1 });
  }
  return days;
}
