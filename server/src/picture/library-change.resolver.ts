import { Ctx, Resolver, Root, Subscription } from 'type-graphql';
import { type Context, requireViewer } from '../context.ts';
import { LibraryChange, toLibraryChange } from './library-change.type.ts';
import { followLibrary, type LibraryMessage } from './library-stream.ts';

@Resolver()
export class LibraryChangeResolver {
  @Subscription(() => LibraryChange, {
    description: [
      "What changes in the viewer's library, by whichever device or process, within a second. Served over WebSocket",
      '(graphql-transport-ws) at the address of queries, to the same cookie, Authorization header or connectionParams.authorization.',
      'The first message comes at once with missed: true. The stream ends with the session (4403): renew it and come back.',
    ].join('\n'),
    subscribe: ({ context }: { context: Context }) =>
      followLibrary(context.deps, requireViewer(context).memberId),
  })
  async libraryChanged(@Root() message: LibraryMessage, @Ctx() context: Context): Promise<LibraryChange> {
    context.renew();
    const { pictures } = context.loaders();
    return toLibraryChange(message, await Promise.all(message.pictures.map((id) => pictures.load(id))));
  }
}
