import type { ApolloClient } from '@apollo/client';
import type { GridPicture } from '../picture/grid-items.ts';
import {
  type TimelinePicture_PictureFragment,
  TimelinePicture_PictureFragmentDoc,
} from './TimelinePictures.generated.ts';

interface Held {
  picture: GridPicture | null;
  readonly watched: ApolloClient.ObservableFragment<TimelinePicture_PictureFragment>;
  stop: (() => void) | null;
}

/**
 * The pictures near the window as the cache has them. Each is watched by itself: where a line comes and another goes, nothing
 * is looked up anew but the pictures of those.
 */
export class KnownPictures {
  private readonly client: ApolloClient;
  private readonly held: Map<string, Held> = new Map();
  private readonly listeners: Set<() => void> = new Set();
  private changes = 0;
  private isTelling = false;

  constructor(client: ApolloClient) {
    this.client = client;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Another number after each change of what is followed. */
  readonly version = (): number => this.changes;

  /** Those of the pictures that are known with all that a tile needs. */
  read(ids: readonly string[]): ReadonlyMap<string, GridPicture> {
    const known = new Map<string, GridPicture>();
    for (const id of ids) {
      const { picture } = this.hold(id);
      if (picture) known.set(id, picture);
    }
    return known;
  }

  /** Hears of changes of these pictures from now on, and of no others. */
  follow(ids: readonly string[]): void {
    const followed = new Set(ids);
    for (const [id, { stop }] of this.held) {
      if (followed.has(id)) continue;
      stop?.();
      this.held.delete(id);
    }
    for (const id of followed) {
      const held = this.hold(id);
      if (held.stop) continue;
      const subscription = held.watched.subscribe(({ data }) => {
        const picture = isWhole(data) ? data : null;
        if (picture === held.picture) return;
        held.picture = picture;
        this.tell();
      });
      held.stop = () => subscription.unsubscribe();
    }
  }

  private hold(id: string): Held {
    const before = this.held.get(id);
    if (before) return before;
    const watched = this.client.watchFragment({
      fragment: TimelinePicture_PictureFragmentDoc,
      fragmentName: 'TimelinePicture_picture',
      from: { __typename: 'Picture', id },
    });
    const { data } = watched.getCurrentResult();
    const held: Held = { picture: isWhole(data) ? data : null, watched, stop: null };
    this.held.set(id, held);
    return held;
  }

  /** Once for all that changes together, as by one answer. */
  private tell(): void {
    if (this.isTelling) return;
    this.isTelling = true;
    queueMicrotask(() => {
      this.isTelling = false;
      this.changes += 1;
      for (const listener of this.listeners) listener();
    });
  }
}

/** Whether a picture read from the cache has all that a tile needs; the type says so, but parts may be missing. */
export function isWhole(picture: {
  readonly filename?: unknown;
  readonly small?: unknown;
  readonly large?: unknown;
}): picture is TimelinePicture_PictureFragment {
  return picture.filename !== undefined && picture.small !== undefined && picture.large !== undefined;
}
