import 'reflect-metadata';
import { buildSchemaSync } from 'type-graphql';
import { AlbumResolver } from './album/album.resolver.ts';
import { DeletionResolver } from './deletion/deletion.resolver.ts';
import {
  TrashedPictureResolver,
  TrashedStorageResolver,
  TrashOfAlbumResolver,
  TrashResolver,
} from './deletion/trash.resolver.ts';
import { DeliveryResolver } from './delivery/delivery.resolver.ts';
import { MemberResolver } from './member/member.resolver.ts';
import { NodeResolver } from './node.resolver.ts';
import { LibraryChangeResolver } from './picture/library-change.resolver.ts';
import { AlbumPicturesResolver, PictureResolver } from './picture/picture.resolver.ts';
import {
  PicturePlaceResolver,
  TimelinePicturesResolver,
  TimelineResolver,
} from './picture/timeline.resolver.ts';
import { KnownFilesResolver } from './upload/known-files.resolver.ts';
import { MultipartUploadResolver, UploadResolver } from './upload/upload.resolver.ts';
import { MemberUsageResolver } from './usage/usage.resolver.ts';

/** The GraphQL schema: a plain list of what the slices offer. */
export const schema = buildSchemaSync({
  resolvers: [
    MemberResolver,
    MemberUsageResolver,
    AlbumResolver,
    PictureResolver,
    AlbumPicturesResolver,
    TimelineResolver,
    TimelinePicturesResolver,
    PicturePlaceResolver,
    LibraryChangeResolver,
    DeliveryResolver,
    UploadResolver,
    MultipartUploadResolver,
    KnownFilesResolver,
    DeletionResolver,
    TrashResolver,
    TrashedPictureResolver,
    TrashOfAlbumResolver,
    TrashedStorageResolver,
    NodeResolver,
  ],
  // Bounds are checked by the flows, in the contract's words.
  validate: false,
  // Required where there are subscriptions, and not used: each of ours names a source of its own.
  pubSub: {
    publish: () => undefined,
    subscribe: () => {
      throw new Error('This subscription names no source.');
    },
  },
});
