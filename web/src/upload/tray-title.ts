import type { Translate } from '../i18n/I18n.tsx';
import type { UploadStatus } from './engine/upload-engine.ts';
import { busyStates } from './engine/upload-state.ts';

/** The counts that a tray and a screen reader tell. */
export interface TraySums {
  /** Files that were taken and not called off. */
  readonly total: number;
  readonly done: number;
  /** Files that did not and will not arrive by themselves. */
  readonly problems: number;
  readonly missing: number;
  /** Files that are there already and wait for the person's word. */
  readonly known: number;
  /** Files that were left out because they are there already. */
  readonly skipped: number;
  readonly isBusy: boolean;
  /** From 0 to 1, by bytes. */
  readonly share: number;
}

export function sumsOf(status: UploadStatus): TraySums {
  const { byState } = status;
  const busy = busyStates.reduce((sum, name) => sum + byState[name], 0);
  return {
    total: busy + byState.done + byState.failed,
    done: byState.done,
    problems: byState.failed + byState.refused,
    missing: byState.missing,
    known: byState.known,
    skipped: byState.duplicate,
    isBusy: busy > 0,
    share: status.bytes > 0 ? status.sentBytes / status.bytes : 0,
  };
}

/** How all of it stands, in one sentence. */
export function titleOf(t: Translate, sums: TraySums): string {
  const { total, done, problems, isBusy, missing, known, skipped } = sums;
  if (isBusy) return t('upload.countOf', { done, total });
  if (done > 0 && problems > 0) return t('upload.doneWithProblems', { done, problems });
  if (problems > 0) return t('upload.noneTaken', { count: problems });
  if (done > 0) return t('upload.allDone', { total: done });
  if (known > 0) return t('upload.knownTitle');
  if (skipped > 0) return t('upload.nothingNew', { count: skipped });
  return missing > 0 ? t('upload.unfinished') : t('upload.cancelledAll');
}
