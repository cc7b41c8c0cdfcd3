import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../platform/connection.type.ts';
import { toGlobalId } from '../platform/ids.ts';
import { Node } from '../platform/node.type.ts';
import { DateTime } from '../platform/scalars.ts';
import type { AlbumRow } from './album.table.ts';

type Order = AlbumRow['pictureOrder'];

export const PictureOrder = { ADDED: 'ADDED', TAKEN: 'TAKEN' } as const satisfies Record<Order, Order>;
registerEnumType(PictureOrder, {
  name: 'PictureOrder',
  description: 'Orders of pictures, the newest first in each.',
  valuesConfig: {
    ADDED: { description: 'By createdAt, then id.' },
    TAKEN: { description: 'By takenAt once READY, else by createdAt, then id.' },
  },
});

@ObjectType({ implements: Node, simpleResolvers: true })
export class Album implements Node {
  row: AlbumRow;
  id: string;

  @Field(() => String)
  name: string;

  @Field(() => DateTime)
  createdAt: string;

  @Field(() => DateTime)
  updatedAt: string;

  @Field(() => Int)
  pictureCount: number;

  @Field(() => PictureOrder, {
    description: 'The order that its owner wants to see; pictures takes it as orderBy.',
  })
  pictureOrder: Order;
}

const { Edge: AlbumEdge, Connection } = connectionOf('Album', Album);
export const AlbumConnection = Connection;

/** An album as GraphQL shows it. */
export function toAlbum(row: AlbumRow): Album {
  const { id, name, createdAt, updatedAt, pictureCount, pictureOrder } = row;
  return Object.assign(new Album(), {
    row,
    id: toGlobalId('Album', id),
    name,
    createdAt,
    updatedAt,
    pictureCount,
    pictureOrder,
  });
}

@InputType()
export class CreateAlbumInput {
  @Field(() => String, { description: '1 to 100 characters after trimming.' })
  name: string;
}

@ObjectType({ simpleResolvers: true })
export class CreateAlbumPayload {
  @Field(() => Album)
  album: Album;

  @Field(() => AlbumEdge)
  albumEdge: { cursor: string; node: Album };
}

@InputType({ description: 'An absent field stays as it is. name: null is BAD_USER_INPUT.' })
export class UpdateAlbumInput {
  @Field(() => ID)
  albumId: string;

  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'A picture of this album, else NOT_FOUND; null gives the choice back to the newest.',
  })
  coverPictureId?: string | null;

  @Field(() => PictureOrder, { nullable: true, description: 'null is BAD_USER_INPUT.' })
  pictureOrder?: Order | null;
}

@ObjectType({ simpleResolvers: true })
export class UpdateAlbumPayload {
  @Field(() => Album)
  album: Album;
}
