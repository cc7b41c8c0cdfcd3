import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { type Context, requireViewer } from '../context.ts';
import { mediaTypes } from '../media/media-type.ts';
import { Picture, toPicture } from '../picture/picture.type.ts';
import { ByteCount } from '../platform/scalars.ts';
import { readKnownSizes, readPicturesByHash } from './known-files.read.ts';
import { UploadLimits } from './upload.type.ts';

/** What a client can find out about files before it asks for tickets. */
@Resolver()
export class KnownFilesResolver {
  @Query(() => [Picture], {
    nullable: 'items',
    description: [
      "For each Base64 SHA-256, in order, the viewer's first picture with exactly these bytes; null where there is none. FAILED",
      'pictures and those in the trash are not answered. 100 hashes at most; one that is no SHA-256 is BAD_USER_INPUT.',
    ].join('\n'),
  })
  async picturesByHash(
    @Arg('sha256', () => [String]) sha256: string[],
    @Ctx() context: Context,
  ): Promise<(Picture | null)[]> {
    const rows = await readPicturesByHash(context.deps, requireViewer(context).memberId, sha256);
    return rows.map((row) => (row ? toPicture(row) : null));
  }

  @Query(() => [ByteCount], {
    description: [
      "Those of the sizes that some picture of the viewer's has, each once. Only a file of one of these can be in the library",
      'already, so only such a file must be read before its upload to know. 1000 sizes at most.',
    ].join('\n'),
  })
  knownSizes(
    @Arg('byteSizes', () => [ByteCount]) byteSizes: number[],
    @Ctx() context: Context,
  ): Promise<number[]> {
    return readKnownSizes(context.deps, requireViewer(context).memberId, byteSizes);
  }

  @Query(() => UploadLimits, { description: 'What requestUploads takes.' })
  uploadLimits(@Ctx() context: Context): UploadLimits {
    requireViewer(context);
    const acceptedTypes = mediaTypes.map(({ contentType }) => contentType);
    return { maxFileBytes: context.deps.config.MAX_FILE_BYTES, acceptedTypes };
  }
}
