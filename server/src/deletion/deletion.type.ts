import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { StorageUsage } from '../usage/usage.type.ts';

@InputType()
export class DeletePicturesInput {
  @Field(() => [ID], {
    description: "Ids that are not the viewer's pictures are passed over, and not answered.",
  })
  pictureIds: string[];
}

@ObjectType({ simpleResolvers: true })
export class DeletePicturesPayload {
  @Field(() => [ID])
  deletedPictureIds: string[];

  @Field(() => StorageUsage)
  storage: StorageUsage;
}

@InputType()
export class DeleteAlbumInput {
  @Field(() => ID)
  albumId: string;
}

@ObjectType({ simpleResolvers: true })
export class DeleteAlbumPayload {
  @Field(() => ID)
  deletedAlbumId: string;

  @Field(() => StorageUsage)
  storage: StorageUsage;
}
