import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { type Context, requireViewer } from '../context.ts';
import { ConnectionArgs } from '../platform/connection.type.ts';
import { idOf } from '../platform/ids.ts';
import type { Connection } from '../platform/page.ts';
import { albumCursor, pageAlbums } from './album.read.ts';
import { Album, AlbumConnection, CreateAlbumInput, CreateAlbumPayload, toAlbum } from './album.type.ts';
import { createAlbum } from './create-album.ts';

@Resolver(() => Album)
export class AlbumResolver {
  @Query(() => AlbumConnection, { description: "The viewer's albums, newest first." })
  albums(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() context: Context,
  ): Promise<Connection<Album>> {
    return pageAlbums(context.deps, requireViewer(context).memberId, args, toAlbum);
  }

  @Query(() => Album, { nullable: true })
  async album(@Arg('id', () => ID) globalId: string, @Ctx() { loaders }: Context): Promise<Album | null> {
    const row = await loaders().albums.load(idOf('Album', globalId) ?? '');
    return row ? toAlbum(row) : null;
  }

  @Mutation(() => CreateAlbumPayload)
  async createAlbum(
    @Arg('input', () => CreateAlbumInput) input: CreateAlbumInput,
    @Ctx() context: Context,
  ): Promise<CreateAlbumPayload> {
    const row = await createAlbum(context.deps, requireViewer(context), input);
    const album = toAlbum(row);
    return { album, albumEdge: { cursor: albumCursor(context.deps.cursors, row), node: album } };
  }
}
