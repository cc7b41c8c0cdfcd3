import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { Picture } from '../picture/picture.type.ts';
import { Url } from '../platform/scalars.ts';

/** What has become of a copy without its location. */
export const LocationFreeState = { WAITING: 'WAITING', READY: 'READY', FAILED: 'FAILED' } as const;
registerEnumType(LocationFreeState, {
  name: 'LocationFreeState',
  valuesConfig: {
    WAITING: { description: 'It is being made, which takes a second for a picture.' },
    FAILED: { description: 'The location cannot be taken out of this file. Asking again tries again.' },
  },
});

@ObjectType({
  description:
    'The original without where it was taken (coordinates, altitude, names of places), and otherwise as it is.',
})
export class LocationFreeDownload {
  @Field(() => LocationFreeState)
  state: keyof typeof LocationFreeState;

  @Field(() => Url, {
    nullable: true,
    description:
      'Like url(download: true); null until READY. Of a file that names no place it is the original.',
  })
  url: string | null;
}

@InputType()
export class PrepareLocationFreeDownloadsInput {
  @Field(() => [ID], {
    description: "Ids that are not READY pictures of the viewer's are passed over, and not answered.",
  })
  pictureIds: string[];
}

@ObjectType()
export class PrepareLocationFreeDownloadsPayload {
  @Field(() => [Picture])
  pictures: Picture[];
}
