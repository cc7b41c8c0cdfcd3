import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../platform/connection.type.ts';
import { toGlobalId } from '../platform/ids.ts';
import { Node } from '../platform/node.type.ts';
import { ByteCount, DateTime } from '../platform/scalars.ts';
import type { ShownPicture } from './picture.read.ts';
import { PictureFailure, PlaybackState, toFailure } from './picture-details.type.ts';

type Kind = ShownPicture['kind'];
type State = ShownPicture['state'];

export const PictureKind = { IMAGE: 'IMAGE', VIDEO: 'VIDEO' } as const satisfies Record<Kind, Kind>;
registerEnumType(PictureKind, { name: 'PictureKind' });

export const PictureState = {
  PROCESSING: 'PROCESSING',
  READY: 'READY',
  FAILED: 'FAILED',
} as const satisfies Record<State, State>;
registerEnumType(PictureState, {
  name: 'PictureState',
  valuesConfig: {
    PROCESSING: { description: 'Stored; its thumbnails are on their way.' },
    FAILED: {
      description: [
        'The bytes are of no accepted type, or cannot be decoded. The original stays downloadable. A file of another accepted type',
        'than declared is not FAILED: its contentType and kind are put right.',
      ].join('\n'),
    },
  },
});

@ObjectType({ implements: Node, simpleResolvers: true })
export class Picture implements Node {
  row: ShownPicture;
  id: string;

  @Field(() => String)
  filename: string;

  @Field(() => PictureKind)
  kind: Kind;

  @Field(() => String)
  contentType: string;

  @Field(() => ByteCount)
  byteSize: number;

  @Field(() => PictureState)
  state: State;

  @Field(() => PictureFailure, {
    nullable: true,
    description: 'Why it is FAILED; null otherwise.',
    // It is part of the row, so it costs a page nothing.
    complexity: 0,
  })
  failure: PictureFailure | null;

  @Field(() => PlaybackState, {
    nullable: true,
    description: 'What has become of the copy that every browser plays; null where the original is played.',
  })
  playbackState: ShownPicture['playbackState'];

  @Field(() => Int, {
    nullable: true,
    description: 'Pixels as shown, after EXIF or container rotation; null until READY.',
  })
  width: number | null;

  @Field(() => Int, { nullable: true })
  height: number | null;

  @Field(() => Float, { nullable: true, description: 'Seconds; null for an image and until READY.' })
  duration: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'From EXIF or the container, read as UTC where it names no offset; null where it says nothing.',
  })
  takenAt: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "What the camera's clock showed, such as 2026-11-22T18:30:00.000: the day it was for who took it; null where the file says nothing.",
  })
  takenAtLocal: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Minutes that the clock was east of UTC; null where the file does not say.',
  })
  takenAtOffsetMinutes: number | null;

  @Field(() => DateTime)
  createdAt: string;

  @Field(() => String, {
    nullable: true,
    description: 'ThumbHash of about 25 bytes, base64; null until READY.',
  })
  placeholder: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: [
      'When it was put into the trash, else null. A trashed picture is in no list but trash, and no cover; picture, node, its',
      'url and thumbnailUrl still answer for it.',
    ].join('\n'),
  })
  trashedAt: string | null;
}

export const { Edge: PictureEdge, Connection: PictureConnection } = connectionOf('Picture', Picture);

/** A picture as GraphQL shows it. */
export function toPicture(row: ShownPicture): Picture {
  const ready = row.state === 'READY';
  return Object.assign(new Picture(), {
    row,
    id: toGlobalId('Picture', row.id),
    filename: row.filename,
    kind: row.kind,
    contentType: row.contentType,
    byteSize: row.byteSize,
    state: row.state,
    failure: toFailure(row),
    playbackState: ready ? row.playbackState : null,
    width: ready ? row.width : null,
    height: ready ? row.height : null,
    duration: ready ? row.durationSeconds : null,
    takenAt: row.takenAt,
    takenAtLocal: row.takenLocal,
    takenAtOffsetMinutes: row.takenOffsetMinutes,
    createdAt: row.createdAt,
    trashedAt: row.trashedAt,
    placeholder: ready && row.placeholder ? row.placeholder.toString('base64') : null,
  });
}
