import { type Consumer, consumeOnce } from '../events/consumer.ts';
import { provisionStorage } from './usage.ts';

/** Makes a new member's storage row; the first upload makes it too, where it comes before. */
export const provisionStorageConsumer = (): Consumer =>
  consumeOnce({
    name: 'provision-storage',
    event: 'member.signed-up',
    effect: (tx, { memberId }) => provisionStorage(tx, memberId),
  });
