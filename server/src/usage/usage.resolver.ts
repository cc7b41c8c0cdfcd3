import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.ts';
import { Member } from '../member/member.type.ts';
import { readUsage } from './usage.read.ts';
import { StorageUsage } from './usage.type.ts';

@Resolver(() => Member)
export class MemberUsageResolver {
  @FieldResolver(() => StorageUsage)
  storage(@Root() { row }: Member, @Ctx() { deps }: Context): Promise<StorageUsage> {
    return readUsage(deps.db, row.id, deps.config.STORAGE_LIMIT_BYTES);
  }
}
