import { Field, ObjectType } from 'type-graphql';
import { ByteCount } from '../platform/scalars.ts';

@ObjectType({ simpleResolvers: true })
export class StorageUsage {
  /** The row id of whose storage it is, who need not be the viewer: a sign-in has none yet. */
  memberId: string;

  @Field(() => ByteCount)
  limitBytes: number;

  @Field(() => ByteCount, {
    description:
      "The sum of byteSize of the member's pictures. Exact, always. Deletion counts at once, though the bytes go later.",
  })
  usedBytes: number;

  @Field(() => ByteCount, {
    description: 'Held for uploads under way. usedBytes + reservedBytes never passes limitBytes.',
  })
  reservedBytes: number;
}
