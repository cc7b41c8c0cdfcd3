import type { Deps } from '../deps.ts';
import { type Consumer, consumeAtLeastOnce } from '../events/consumer.ts';
import { emptyTrashOf } from './empty-trash.ts';
import { removeMember } from './remove-member.ts';
import { sweepAlbum } from './sweep-album.ts';

const MINUTES = 60;

/**
 * Takes deleted albums and members apart soon after the deletion, as the batch does later, and goes on with emptying a
 * trash of many pictures.
 */
export function deletionConsumers({
  db,
  ...needs
}: Pick<Deps, 'db' | 'feed' | 'locks' | 'config'>): Consumer[] {
  return [
    consumeAtLeastOnce({
      name: 'sweep-album',
      event: 'album.deleted',
      prefetch: 2,
      limitSeconds: 10 * MINUTES,
      job: ({ albumId }) => sweepAlbum({ db }, albumId),
    }),
    consumeAtLeastOnce({
      name: 'empty-trash',
      event: 'trash.emptied',
      prefetch: 2,
      limitSeconds: 10 * MINUTES,
      job: async ({ memberId, before }) => void (await emptyTrashOf({ db, ...needs }, memberId, before)),
    }),
    consumeAtLeastOnce({
      name: 'remove-member',
      event: 'member.deleted',
      prefetch: 1,
      limitSeconds: 20 * MINUTES,
      job: ({ memberId }) => removeMember({ db, ...needs }, memberId),
    }),
  ];
}
