import type { Redis } from 'ioredis';

const listeners = new Set<() => void>();

/** Tells this process that an event was committed. */
export function announceRecorded(): void {
  for (const listener of listeners) listener();
}

/** Calls back after each commit with an event in this process; answers the function that ends it. */
export function onRecorded(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

const channelOf = (prefix: string) => `${prefix}outbox`;

/**
 * Tells the relays in other processes of commits here. Best effort: a relay looks by itself every half second. Answers the
 * function that ends it.
 */
export function wakeOtherRelays(redis: Redis, config: { REDIS_PREFIX: string }): () => void {
  let sending = false;
  let again = false;
  const send = () => {
    // One message wakes for all commits so far, so a burst needs two, not one each.
    again = sending;
    if (sending) return;
    sending = true;
    redis
      .publish(channelOf(config.REDIS_PREFIX), '')
      .catch(() => undefined)
      .finally(() => {
        sending = false;
        if (again) send();
      });
  };
  return onRecorded(send);
}

/** Calls back after commits in other processes, on a connection that does nothing else. */
export function onRecordedElsewhere(
  subscriber: Redis,
  config: { REDIS_PREFIX: string },
  wake: () => void,
): void {
  const listen = () => void subscriber.subscribe(channelOf(config.REDIS_PREFIX)).then(wake, () => undefined);
  subscriber.on('message', wake);
  subscriber.on('ready', listen);
  if (subscriber.status === 'ready') listen();
}
