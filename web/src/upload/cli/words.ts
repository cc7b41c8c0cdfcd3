import { createFormat } from '../../i18n/format.ts';
import type { FailureReason, RefusalReason, UploadState } from '../engine/upload-state.ts';

const format = createFormat('en');

/** "1 file", "1,204 files". */
export function filesOf(count: number): string {
  return `${format.number(count)} ${count === 1 ? 'file' : 'files'}`;
}

/** "3.1 GB". */
export function bytesOf(bytes: number): string {
  return format.bytes(bytes);
}

/** "1 h 5 min", "2 min 10 s", "7 s". */
export function durationOf(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A file's path from the folder that was named down. */
export function shownPath({ folders, name }: { folders: readonly string[]; name: string }): string {
  return [...folders.slice(1), name].join('/');
}

const refusals: Readonly<Record<RefusalReason, string>> = {
  'unsupported-type': 'not a photo or video that Pic-up takes',
  'empty-file': 'empty',
  'too-large': 'larger than the server takes',
  'over-quota': 'no room left in your storage: delete something, then run this again',
  'invalid-name': 'a name that cannot be kept: rename it',
};

const failures: Readonly<Record<FailureReason, string>> = {
  'file-changed': 'changed while it was sent: run this again',
  'file-unreadable': 'cannot be read: look at its permissions',
  'album-gone': 'its album was deleted meanwhile',
  connection: 'the connection broke again and again: run this again',
  'store-refused': 'the store refused it: run this again',
  'store-failing': 'the store failed: run this again later',
  'server-failing': 'the server failed: run this again later',
};

/** Why a file did not arrive; null for one that did, or that was not meant to. */
export function reasonFor(state: UploadState): string | null {
  if (state.name === 'refused') return refusals[state.reason];
  return state.name === 'failed' ? failures[state.reason] : null;
}
