import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Album } from '../album/album.type.ts';
import { Picture } from './picture.type.ts';

@InputType()
export class MovePicturesInput {
  @Field(() => [ID], {
    description:
      "100 at most. Ids that are not the viewer's pictures, or in the trash, are passed over, and not answered.",
  })
  pictureIds: string[];

  @Field(() => ID)
  albumId: string;
}

@ObjectType({ simpleResolvers: true })
export class MovePicturesPayload {
  @Field(() => [Picture], { description: 'Those of the pictures that are in the album now.' })
  pictures: Picture[];

  @Field(() => Album)
  album: Album;

  @Field(() => [Album], { description: 'The albums that pictures left by this.' })
  sourceAlbums: Album[];
}
