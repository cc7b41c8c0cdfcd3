import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Album } from '../album/album.type.ts';
import { Picture } from '../picture/picture.type.ts';
import { StorageUsage } from '../usage/usage.type.ts';

const PASSED_OVER = "100 at most. Ids that are not the viewer's pictures are passed over, and not answered.";

@InputType()
export class TrashPicturesInput {
  @Field(() => [ID], { description: PASSED_OVER })
  pictureIds: string[];
}

@ObjectType({ simpleResolvers: true })
export class TrashPicturesPayload {
  @Field(() => [ID], { description: 'Those of the pictures that are in the trash now.' })
  trashedPictureIds: string[];

  @Field(() => [Album], { description: 'The albums of these pictures, as they are now.' })
  albums: Album[];

  @Field(() => StorageUsage)
  storage: StorageUsage;
}

@InputType()
export class RestorePicturesInput {
  @Field(() => [ID], { description: PASSED_OVER })
  pictureIds: string[];
}

@ObjectType({ simpleResolvers: true })
export class RestorePicturesPayload {
  @Field(() => [Picture], { description: 'Those of the pictures that are in their albums now.' })
  pictures: Picture[];

  @Field(() => [Album], { description: 'The albums of these pictures, as they are now.' })
  albums: Album[];

  @Field(() => StorageUsage)
  storage: StorageUsage;
}

@ObjectType({ simpleResolvers: true })
export class EmptyTrashPayload {
  @Field(() => Int, {
    description:
      'How many pictures are gone now: 500 at most, and the rest of a fuller trash follows by itself.',
  })
  deletedCount: number;

  @Field(() => StorageUsage)
  storage: StorageUsage;
}
