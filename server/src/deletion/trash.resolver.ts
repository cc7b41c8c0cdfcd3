import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Album, toAlbum } from '../album/album.type.ts';
import { type Context, requireViewer } from '../context.ts';
import { Picture, PictureConnection, toPicture } from '../picture/picture.type.ts';
import { ConnectionArgs } from '../platform/connection.type.ts';
import { idOf, toGlobalId } from '../platform/ids.ts';
import type { Connection } from '../platform/page.ts';
import { ByteCount, DateTime } from '../platform/scalars.ts';
import { StorageUsage } from '../usage/usage.type.ts';
import { emptyTrash } from './empty-trash.ts';
import { leavesTrashAt, pageTrash, readTrashedBytes } from './trash.read.ts';
import {
  EmptyTrashPayload,
  RestorePicturesInput,
  RestorePicturesPayload,
  TrashPicturesInput,
  TrashPicturesPayload,
} from './trash.type.ts';
import { restorePictures, trashPictures } from './trash-pictures.ts';

/** Those of the albums that are still there. */
async function albumsOf({ loaders }: Context, ids: string[]): Promise<Album[]> {
  const rows = await Promise.all(ids.map((id) => loaders().albums.load(id)));
  return rows.flatMap((row) => (row ? [toAlbum(row)] : []));
}

@Resolver()
export class TrashResolver {
  @Query(() => PictureConnection, {
    description: "The viewer's pictures in the trash, newest first by trashedAt.",
  })
  trash(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() context: Context,
  ): Promise<Connection<Picture>> {
    return pageTrash(context.deps, requireViewer(context).memberId, args, toPicture);
  }

  @Mutation(() => TrashPicturesPayload, {
    description: [
      'Puts pictures into the trash: out of every list, cover and pictureCount, still part of usedBytes. From there they come',
      'back by restorePictures, or go for good by deletePictures, emptyTrash, with their album, or after their time.',
    ].join('\n'),
  })
  async trashPictures(
    @Arg('input', () => TrashPicturesInput) { pictureIds }: TrashPicturesInput,
    @Ctx() context: Context,
  ): Promise<TrashPicturesPayload> {
    const named = pictureIds.map((id) => idOf('Picture', id));
    const { ids, albumIds, storage } = await trashPictures(context.deps, requireViewer(context), named);
    return {
      trashedPictureIds: ids.map((id) => toGlobalId('Picture', id)),
      albums: await albumsOf(context, albumIds),
      storage,
    };
  }

  @Mutation(() => RestorePicturesPayload, {
    description: 'Takes pictures out of the trash, back to their places in their albums.',
  })
  async restorePictures(
    @Arg('input', () => RestorePicturesInput) { pictureIds }: RestorePicturesInput,
    @Ctx() context: Context,
  ): Promise<RestorePicturesPayload> {
    const named = pictureIds.map((id) => idOf('Picture', id));
    const { ids, albumIds, storage } = await restorePictures(context.deps, requireViewer(context), named);
    const rows = await Promise.all(ids.map((id) => context.loaders().pictures.load(id)));
    return {
      pictures: rows.flatMap((row) => (row ? [toPicture(row)] : [])),
      albums: await albumsOf(context, albumIds),
      storage,
    };
  }

  @Mutation(() => EmptyTrashPayload, { description: 'Deletes what is in the trash now for good.' })
  async emptyTrash(@Ctx() context: Context): Promise<EmptyTrashPayload> {
    const { deleted, storage } = await emptyTrash(context.deps, requireViewer(context));
    return { deletedCount: deleted, storage };
  }
}

@Resolver(() => Picture)
export class TrashedPictureResolver {
  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When it will be deleted for good by itself; null unless it is in the trash.',
  })
  leavesTrashAt(@Root() { row }: Picture, @Ctx() { deps }: Context): string | null {
    return leavesTrashAt(row, deps.config);
  }
}

@Resolver(() => Album)
export class TrashOfAlbumResolver {
  @FieldResolver(() => Int, {
    description: 'How many of its pictures are in the trash; deleteAlbum takes them with it.',
  })
  async trashedCount(@Root() { row }: Album, @Ctx() { loaders }: Context): Promise<number> {
    return (await loaders().trashedCounts.load(row.id))?.n ?? 0;
  }
}

@Resolver(() => StorageUsage)
export class TrashedStorageResolver {
  @FieldResolver(() => ByteCount, {
    // Every row of the trash is added up for it.
    complexity: 500,
    description: 'The part of usedBytes that is in the trash.',
  })
  trashedBytes(@Root() { memberId }: StorageUsage, @Ctx() { deps }: Context): Promise<number> {
    return readTrashedBytes(deps, memberId);
  }
}
