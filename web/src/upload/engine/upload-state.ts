import type { KnownPicture } from './upload-api.ts';

/** Why a file is not taken at all. Told before a byte of it moves. */
export type RefusalReason = 'unsupported-type' | 'empty-file' | 'too-large' | 'over-quota' | 'invalid-name';

/** Why a file that was taken did not arrive. */
export type FailureReason =
  | 'file-changed'
  | 'file-unreadable'
  | 'album-gone'
  | 'connection'
  | 'store-refused'
  | 'store-failing'
  | 'server-failing';

/**
 * Where one file stands. Every file is in exactly one of these.
 * `waiting` is not yet hashed, `comparing` is looked for in the library, `hashed` waits for a ticket, `ticketed` for a
 * connection, `stored` for the commit; `known` has the same bytes as a picture of the library, or (null) as another file of
 * this upload, and waits for the person's word; `duplicate` was left out for that; `missing` was under way when the page
 * closed and its bytes are not at hand.
 */
export type UploadState =
  | { readonly name: 'waiting' }
  | { readonly name: 'hashing' }
  | { readonly name: 'comparing' }
  | { readonly name: 'hashed' }
  | { readonly name: 'ticketing' }
  | { readonly name: 'ticketed' }
  | { readonly name: 'uploading' }
  | { readonly name: 'paused'; readonly by: 'person' | 'offline' }
  | { readonly name: 'stored' }
  | { readonly name: 'committing' }
  | { readonly name: 'missing' }
  | { readonly name: 'done'; readonly pictureId: string }
  | { readonly name: 'known'; readonly picture: KnownPicture | null }
  | { readonly name: 'duplicate'; readonly picture: KnownPicture | null }
  | { readonly name: 'refused'; readonly reason: RefusalReason }
  | { readonly name: 'failed'; readonly reason: FailureReason; readonly retryable: boolean }
  | { readonly name: 'cancelled' };

export type StateName = UploadState['name'];

/** Every move a file may make. What is not listed does not happen. */
export const moves: Readonly<Record<StateName, readonly StateName[]>> = {
  waiting: ['hashing', 'comparing', 'hashed', 'paused', 'refused', 'failed', 'cancelled'],
  hashing: ['comparing', 'hashed', 'ticketed', 'waiting', 'paused', 'failed', 'cancelled'],
  comparing: ['hashed', 'known', 'waiting', 'paused', 'cancelled'],
  hashed: ['ticketing', 'waiting', 'paused', 'refused', 'failed', 'cancelled'],
  ticketing: ['ticketed', 'hashed', 'paused', 'refused', 'failed', 'cancelled'],
  ticketed: ['uploading', 'hashed', 'paused', 'failed', 'cancelled'],
  uploading: ['stored', 'ticketed', 'hashed', 'paused', 'failed', 'cancelled'],
  paused: ['waiting', 'hashed', 'ticketed', 'refused', 'cancelled'],
  // A commit under way cannot be called back: it ends as done or comes back.
  stored: ['committing', 'cancelled'],
  committing: ['done', 'stored', 'ticketed', 'hashed', 'waiting', 'failed'],
  missing: ['waiting', 'ticketed', 'cancelled'],
  known: ['waiting', 'duplicate', 'cancelled'],
  duplicate: ['waiting', 'cancelled'],
  refused: ['waiting', 'cancelled'],
  failed: ['waiting', 'hashed', 'ticketed', 'cancelled'],
  done: [],
  cancelled: [],
};

/** States in which a file moves or waits for its turn. */
export const busyStates: readonly StateName[] = [
  'waiting',
  'hashing',
  'comparing',
  'hashed',
  'ticketing',
  'ticketed',
  'uploading',
  'paused',
  'stored',
  'committing',
];

/** Whether the table of moves has this one. */
export function mayMove(from: StateName, to: StateName): boolean {
  return moves[from].includes(to);
}

/** The five things a person sees: went wrong, asks something, moves, waits, is over. */
export type StateGroup = 'problem' | 'question' | 'active' | 'queued' | 'settled';

const groups: Readonly<Record<StateName, StateGroup>> = {
  waiting: 'queued',
  hashing: 'queued',
  comparing: 'queued',
  hashed: 'queued',
  ticketing: 'queued',
  ticketed: 'queued',
  paused: 'queued',
  uploading: 'active',
  stored: 'active',
  committing: 'active',
  known: 'question',
  missing: 'problem',
  failed: 'problem',
  refused: 'problem',
  duplicate: 'settled',
  done: 'settled',
  cancelled: 'settled',
};

/** The group a state is shown in. */
export function groupOf(name: StateName): StateGroup {
  return groups[name];
}
