import type { Deps } from '../deps.ts';
import { type Consumer, consumeAtLeastOnce } from '../events/consumer.ts';
import { removeMember } from './remove-member.ts';
import { sweepAlbum } from './sweep-album.ts';

const MINUTES = 60;

/** Takes deleted albums and members apart soon after the deletion; the batch does the same later, were an event lost. */
export function deletionConsumers({ db }: Pick<Deps, 'db'>): Consumer[] {
  return [
    consumeAtLeastOnce({
      name: 'sweep-album',
      event: 'album.deleted',
      prefetch: 2,
      limitSeconds: 10 * MINUTES,
      job: ({ albumId }) => sweepAlbum({ db }, albumId),
    }),
    consumeAtLeastOnce({
      name: 'remove-member',
      event: 'member.deleted',
      prefetch: 1,
      limitSeconds: 20 * MINUTES,
      job: ({ memberId }) => removeMember({ db }, memberId),
    }),
  ];
}
