import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { toAlbum } from './album/album.type.ts';
import { type Context, requireViewer } from './context.ts';
import { readMember } from './member/member.read.ts';
import { toMember } from './member/member.type.ts';
import { toPicture } from './picture/picture.type.ts';
import { badInput } from './platform/errors.ts';
import { fromGlobalId, type NodeType } from './platform/ids.ts';
import { Node } from './platform/node.type.ts';
import { toUploadTicket } from './upload/upload.type.ts';

const MAX_BATCH = 100;

/** How each type's node is read for a viewer: undefined for what is not theirs, as for what is not there. */
const readers: Record<NodeType, (context: Context, id: string) => Promise<Node | undefined>> = {
  Member: async (context, id) => {
    const row = requireViewer(context).memberId === id ? await readMember(context.deps.db, id) : undefined;
    return row && toMember(row);
  },
  Album: async ({ loaders }, id) => {
    const row = await loaders().albums.load(id);
    return row && toAlbum(row);
  },
  Picture: async ({ loaders }, id) => {
    const row = await loaders().pictures.load(id);
    return row && toPicture(row);
  },
  UploadTicket: async ({ loaders }, id) => {
    const row = await loaders().tickets.load(id);
    return row && toUploadTicket(row);
  },
};

async function readNode(context: Context, globalId: string): Promise<Node | null> {
  requireViewer(context);
  const named = fromGlobalId(globalId);
  return (named && (await readers[named.type](context, named.id))) ?? null;
}

@Resolver()
export class NodeResolver {
  @Query(() => Node, { nullable: true })
  node(@Arg('id', () => ID) id: string, @Ctx() context: Context): Promise<Node | null> {
    return readNode(context, id);
  }

  @Query(() => [Node], {
    nullable: 'items',
    description: 'In the order asked for, null where there is no such node.',
  })
  nodes(@Arg('ids', () => [ID]) ids: string[], @Ctx() context: Context): Promise<(Node | null)[]> {
    requireViewer(context);
    if (ids.length > MAX_BATCH) throw badInput(`Ask for ${MAX_BATCH} nodes at most at a time.`);
    return Promise.all(ids.map((id) => readNode(context, id)));
  }
}
