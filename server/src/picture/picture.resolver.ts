import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Album, PictureOrder, toAlbum, UpdateAlbumInput, UpdateAlbumPayload } from '../album/album.type.ts';
import { type Context, requireViewer } from '../context.ts';
import { ConnectionArgs } from '../platform/connection.type.ts';
import { notFound } from '../platform/errors.ts';
import { idOf } from '../platform/ids.ts';
import type { Connection } from '../platform/page.ts';
import { movePictures } from './move-pictures.ts';
import { MovePicturesInput, MovePicturesPayload } from './move-pictures.type.ts';
import { type PictureOrder as Order, pageAlbumPictures, pageMemberPictures } from './picture.read.ts';
import { Picture, PictureConnection, toPicture } from './picture.type.ts';
import { PictureExif, toExif } from './picture-details.type.ts';
import { updateAlbum } from './update-album.ts';

@Resolver(() => Picture)
export class PictureResolver {
  @Query(() => PictureConnection, {
    description: [
      "All the viewer's pictures across albums, newest first by takenAt, else by createdAt. A picture finds its place by takenAt",
      'once it is READY.',
    ].join('\n'),
  })
  pictures(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() context: Context,
  ): Promise<Connection<Picture>> {
    return pageMemberPictures(context.deps, requireViewer(context).memberId, args, toPicture);
  }

  @Query(() => Picture, { nullable: true })
  async picture(@Arg('id', () => ID) globalId: string, @Ctx() { loaders }: Context): Promise<Picture | null> {
    const row = await loaders().pictures.load(idOf('Picture', globalId) ?? '');
    return row ? toPicture(row) : null;
  }

  @FieldResolver(() => PictureExif, {
    nullable: true,
    description:
      "What the camera wrote about the shot, for the picture's owner alone; null where it wrote nothing.",
  })
  async exif(@Root() { row }: Picture, @Ctx() { loaders }: Context): Promise<PictureExif | null> {
    const found = await loaders().shotDetails.load(row.id);
    return found ? toExif(found.details) : null;
  }

  @FieldResolver(() => Album)
  async album(@Root() { row }: Picture, @Ctx() { loaders }: Context): Promise<Album> {
    const album = await loaders().albums.load(row.albumId);
    // Deleted between the two reads: the picture went with it.
    if (!album) throw notFound('picture');
    return toAlbum(album);
  }
}

@Resolver(() => Album)
export class AlbumPicturesResolver {
  @FieldResolver(() => Picture, {
    nullable: true,
    description:
      'The chosen cover, else the newest picture; null for an empty album, and again the newest when the chosen one is deleted.',
  })
  async cover(@Root() { row }: Album, @Ctx() { loaders }: Context): Promise<Picture | null> {
    const cover = await loaders().covers.load(row.id);
    return cover ? toPicture(cover) : null;
  }

  @FieldResolver(() => PictureConnection, {
    description:
      'Newest first by createdAt then id: a total order, no row missed or seen twice while others upload and delete.',
  })
  pictures(
    @Root() { row }: Album,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('orderBy', () => PictureOrder, {
      nullable: true,
      description: "Another order than ADDED; a cursor of one order is no other order's.",
    })
    orderBy: Order | null | undefined,
    @Ctx() { deps }: Context,
  ): Promise<Connection<Picture>> {
    return pageAlbumPictures(deps, row, { ...args, orderBy }, toPicture);
  }

  @Mutation(() => UpdateAlbumPayload)
  async updateAlbum(
    @Arg('input', () => UpdateAlbumInput) { albumId, name, coverPictureId, pictureOrder }: UpdateAlbumInput,
    @Ctx() context: Context,
  ): Promise<UpdateAlbumPayload> {
    const row = await updateAlbum(context.deps, requireViewer(context), {
      albumId: idOf('Album', albumId),
      name,
      coverPictureId: coverPictureId && (idOf('Picture', coverPictureId) ?? ''),
      pictureOrder,
    });
    return { album: toAlbum(row) };
  }

  @Mutation(() => MovePicturesPayload, {
    description: [
      "Moves pictures into another of the viewer's albums; an album that is not the viewer's is NOT_FOUND. What they occupy",
      'stays the same. An album whose chosen cover leaves shows its newest picture.',
    ].join('\n'),
  })
  async movePictures(
    @Arg('input', () => MovePicturesInput) { pictureIds, albumId }: MovePicturesInput,
    @Ctx() context: Context,
  ): Promise<MovePicturesPayload> {
    const named = pictureIds.map((id) => idOf('Picture', id));
    const viewer = requireViewer(context);
    const moved = await movePictures(context.deps, viewer, named, idOf('Album', albumId));
    return {
      pictures: moved.pictures.map(toPicture),
      album: toAlbum(moved.album),
      sourceAlbums: moved.sourceAlbums.map(toAlbum),
    };
  }
}
