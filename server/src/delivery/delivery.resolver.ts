import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  Int,
  ObjectType,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import type { Context } from '../context.ts';
import { Picture } from '../picture/picture.type.ts';
import { Url } from '../platform/scalars.ts';
import type { RenditionSize } from './picture-urls.ts';

const ThumbnailSize = { SMALL: 'SMALL', MEDIUM: 'MEDIUM', LARGE: 'LARGE' } as const satisfies Record<
  RenditionSize,
  RenditionSize
>;
registerEnumType(ThumbnailSize, {
  name: 'ThumbnailSize',
  valuesConfig: {
    SMALL: { description: 'Fits 320 x 320.' },
    MEDIUM: { description: 'Fits 960 x 960.' },
    LARGE: { description: 'Fits 2048 x 2048.' },
  },
});

@ObjectType({ description: 'A copy of a video to be played; the original stays what it is.' })
class Playback {
  @Field(() => Url)
  url: string;

  @Field(() => Int)
  width: number;

  @Field(() => Int)
  height: number;
}

@Resolver(() => Picture)
export class DeliveryResolver {
  @FieldResolver(() => Url, {
    description: [
      "The original through the CDN, byte for byte: a CloudFront signed URL (custom policy) with an end, bound to the viewer's",
      'address where that is IPv4; 403 otherwise. The same string for the same viewer and address until the signing window turns.',
      'With download it comes as an attachment under its file name.',
    ].join('\n'),
  })
  url(
    @Root() { row }: Picture,
    @Arg('download', () => Boolean, { defaultValue: false }) download: boolean,
    @Ctx() { loaders }: Context,
  ): Promise<string> {
    return loaders().urls.original(row, download);
  }

  @FieldResolver(() => Playback, {
    nullable: true,
    description: [
      'An MP4 that every browser plays (H.264 and AAC, its index at the front, upright, SDR, 1080p at most) of a video whose',
      'original not every browser does; null where the original is played, and until the copy is there.',
    ].join('\n'),
  })
  async playback(@Root() { row }: Picture, @Ctx() { loaders }: Context): Promise<Playback | null> {
    const url = await loaders().urls.playback(row);
    const { playbackWidth: width, playbackHeight: height } = row;
    return url !== null && width !== null && height !== null ? { url, width, height } : null;
  }

  @FieldResolver(() => Url, {
    nullable: true,
    description: [
      "A rendition of an image, or of a video's poster, through the CDN; null until READY. WebP, upright, without metadata,",
      "never enlarged, of the original's shape.",
    ].join('\n'),
  })
  thumbnailUrl(
    @Root() { row }: Picture,
    @Arg('size', () => ThumbnailSize, { defaultValue: ThumbnailSize.SMALL }) size: RenditionSize,
    @Ctx() { loaders }: Context,
  ): Promise<string | null> {
    return loaders().urls.rendition(row, size);
  }
}
