import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { ShotDetails } from '../media/media-result.ts';
import { type FailureCode, failureCodes } from './failure.ts';
import type { ShownPicture } from './picture.read.ts';

const PictureFailureCode = Object.fromEntries(failureCodes.map((code) => [code, code]));
registerEnumType(PictureFailureCode, {
  name: 'PictureFailureCode',
  valuesConfig: {
    EMPTY: { description: 'The file has no bytes.' },
    UNSUPPORTED_TYPE: {
      description: 'It is no photo or video of a kind that is taken, whatever its name says.',
    },
    UNSUPPORTED_CODEC: { description: 'Its container is known, the way its picture is encoded is not.' },
    DAMAGED: { description: 'It ends too early, or its bytes make no sense.' },
    TOO_LARGE: { description: 'It has more pixels, or as an image more bytes, than can be decoded.' },
    TIMEOUT: { description: 'Reading it took too long, three times.' },
    ORIGINAL_GONE: {
      description:
        'The store lost it: it was not there at any of three tries. There is nothing to download; it can be uploaded again.',
    },
    CHECKSUM_MISMATCH: { description: 'The stored bytes are not those whose SHA-256 was announced.' },
    NOT_PROCESSED: { description: 'The fault is ours, and it came back at each of three tries.' },
  },
});

@ObjectType({
  description:
    'Why a picture has no thumbnails. Unless it is ORIGINAL_GONE, its original can be downloaded all the same.',
})
export class PictureFailure {
  @Field(() => PictureFailureCode)
  code: FailureCode;

  @Field(() => String, { description: 'For a person, in English.' })
  message: string;
}

/** Why a picture is FAILED; null where it is not. */
export function toFailure(
  row: Pick<ShownPicture, 'state' | 'failureCode' | 'failureMessage'>,
): PictureFailure | null {
  if (row.state !== 'FAILED' || row.failureCode === null) return null;
  return { code: row.failureCode, message: row.failureMessage ?? '' };
}

/** What has become of a video's copy that every browser plays. */
export const PlaybackState = {
  WAITING: 'WAITING',
  READY: 'READY',
  FAILED: 'FAILED',
} as const satisfies Record<NonNullable<ShownPicture['playbackState']>, string>;
registerEnumType(PlaybackState, {
  name: 'PlaybackState',
  valuesConfig: {
    WAITING: { description: 'It is being made.' },
    FAILED: { description: 'None could be made. The original stays as it is.' },
  },
});

@ObjectType({ description: 'A place on Earth.' })
export class PictureLocation {
  @Field(() => Float, { description: 'Degrees, north positive.' })
  latitude: number;

  @Field(() => Float, { description: 'Degrees, east positive.' })
  longitude: number;

  @Field(() => Float, { nullable: true, description: 'Metres above the sea.' })
  altitude: number | null;
}

@ObjectType({ description: 'What the camera wrote about the shot; each field null where it wrote nothing.' })
export class PictureExif {
  @Field(() => String, { nullable: true })
  cameraMake: string | null;

  @Field(() => String, { nullable: true })
  cameraModel: string | null;

  @Field(() => String, { nullable: true })
  lens: string | null;

  @Field(() => Float, { nullable: true, description: 'How long the shutter was open, such as 0.008.' })
  exposureSeconds: number | null;

  @Field(() => Float, { nullable: true })
  fNumber: number | null;

  @Field(() => Int, { nullable: true })
  iso: number | null;

  @Field(() => Float, { nullable: true, description: 'Millimetres, as the lens has it.' })
  focalLength: number | null;

  @Field(() => PictureLocation, { nullable: true })
  location: PictureLocation | null;
}

/** What the camera wrote, as GraphQL shows it; null where it wrote nothing at all. */
export function toExif({ make, model, iso, ...rest }: ShotDetails): PictureExif | null {
  // GraphQL's Int has 32 bits, and a hostile file any number it likes.
  const readable = iso !== null && iso < 2 ** 31 ? Math.round(iso) : null;
  const exif = { cameraMake: make, cameraModel: model, iso: readable, ...rest };
  return Object.values(exif).some((value) => value !== null) ? exif : null;
}
