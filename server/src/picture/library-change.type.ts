import { Field, ID, ObjectType } from 'type-graphql';
import { toGlobalId } from '../platform/ids.ts';
import type { LibraryMessage } from './library-stream.ts';
import type { ShownPicture } from './picture.read.ts';
import { Picture, toPicture } from './picture.type.ts';

@ObjectType({ simpleResolvers: true })
export class LibraryChange {
  @Field(() => [Picture], {
    description:
      'Pictures that came, became READY or FAILED, or changed otherwise, as they are now; 100 at most in one message.',
  })
  pictures: Picture[];

  @Field(() => [ID], { description: 'Pictures that left every list: deleted, or put into the trash.' })
  removedPictureIds: string[];

  @Field(() => [ID], {
    description: 'Albums that were made, changed or deleted, or whose pictures came or went.',
  })
  albumIds: string[];

  @Field(() => Boolean, {
    description: 'Something may have been missed before this message: ask anew for what you show.',
  })
  missed: boolean;
}

/** A message as GraphQL shows it; pictures that are gone again, or in the trash, are left out. */
export const toLibraryChange = (
  message: LibraryMessage,
  rows: (ShownPicture | undefined)[],
): LibraryChange => ({
  pictures: rows.flatMap((row) => (row?.trashedAt === null ? [toPicture(row)] : [])),
  removedPictureIds: message.removed.map((id) => toGlobalId('Picture', id)),
  albumIds: message.albums.map((id) => toGlobalId('Album', id)),
  missed: message.missed,
});
