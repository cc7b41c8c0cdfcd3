import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { type Context, requireViewer } from '../context.ts';
import { idOf, toGlobalId } from '../platform/ids.ts';
import { deleteAlbum } from './delete-album.ts';
import { deletePictures } from './delete-pictures.ts';
import {
  DeleteAlbumInput,
  DeleteAlbumPayload,
  DeletePicturesInput,
  DeletePicturesPayload,
} from './deletion.type.ts';

@Resolver()
export class DeletionResolver {
  @Mutation(() => DeletePicturesPayload)
  async deletePictures(
    @Arg('input', () => DeletePicturesInput) { pictureIds }: DeletePicturesInput,
    @Ctx() context: Context,
  ): Promise<DeletePicturesPayload> {
    const viewer = requireViewer(context);
    const ids = pictureIds.map((id) => idOf('Picture', id));
    const { deletedIds, storage } = await deletePictures(context.deps, viewer, ids);
    return { deletedPictureIds: deletedIds.map((id) => toGlobalId('Picture', id)), storage };
  }

  @Mutation(() => DeleteAlbumPayload, {
    description: 'With its pictures. Its open tickets end, and their space is back at once.',
  })
  async deleteAlbum(
    @Arg('input', () => DeleteAlbumInput) { albumId }: DeleteAlbumInput,
    @Ctx() context: Context,
  ): Promise<DeleteAlbumPayload> {
    const storage = await deleteAlbum(context.deps, requireViewer(context), idOf('Album', albumId));
    return { deletedAlbumId: albumId, storage };
  }
}
