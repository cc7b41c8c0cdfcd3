import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  Int,
  Mutation,
  ObjectType,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { type Context, requireViewer } from '../context.ts';
import { Picture, toPicture } from '../picture/picture.type.ts';
import { wantLocationFree } from '../picture/want-location-free.ts';
import { idOf } from '../platform/ids.ts';
import { Url } from '../platform/scalars.ts';
import {
  LocationFreeDownload,
  PrepareLocationFreeDownloadsInput,
  PrepareLocationFreeDownloadsPayload,
} from './location-free.type.ts';
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

  @Mutation(() => PrepareLocationFreeDownloadsPayload, {
    description: [
      'Asks for copies of originals without their location. Ask for locationFreeDownload until it is READY; the libraryChanged',
      'subscription tells when. Idempotent.',
    ].join('\n'),
  })
  async prepareLocationFreeDownloads(
    @Arg('input', () => PrepareLocationFreeDownloadsInput) { pictureIds }: PrepareLocationFreeDownloadsInput,
    @Ctx() context: Context,
  ): Promise<PrepareLocationFreeDownloadsPayload> {
    const ids = pictureIds.map((id) => idOf('Picture', id));
    const wanted = await wantLocationFree(context.deps, requireViewer(context), ids);
    const rows = await context.loaders().pictures.loadMany(wanted);
    return { pictures: rows.flatMap((row) => (row && !(row instanceof Error) ? [toPicture(row)] : [])) };
  }

  @FieldResolver(() => LocationFreeDownload, {
    nullable: true,
    description: 'A download that does not tell where the picture was taken; null until it was asked for.',
  })
  async locationFreeDownload(
    @Root() { row }: Picture,
    @Ctx() { loaders }: Context,
  ): Promise<LocationFreeDownload | null> {
    const { locationFreeState: state } = row;
    if (state === null) return null;
    const url = await loaders().urls.locationFree(row);
    return { state: state === 'UNCHANGED' ? 'READY' : state, url };
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
