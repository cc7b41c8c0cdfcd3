import type { Translate } from '../i18n/I18n.tsx';
import type { Halt } from './engine/halts.ts';
import type { UploadRow } from './engine/upload-item.ts';
import type { FailureReason, RefusalReason } from './engine/upload-state.ts';

/** What a row's state is called, in one short phrase. */
export function stateWords(
  t: Translate,
  row: UploadRow,
  halt: Halt | null,
  largestFileBytes: number | null,
): string {
  const { state } = row;
  switch (state.name) {
    case 'hashing':
    case 'comparing':
      return t('upload.stateHashing');
    case 'waiting':
    case 'hashed':
    case 'ticketing':
    case 'ticketed':
      return halt === 'paused' ? t('upload.statePaused') : t('upload.stateWaiting');
    case 'uploading':
      return row.retrying
        ? t('upload.stateRetrying')
        : t('upload.stateUploading', { share: row.sent / row.size });
    case 'paused':
      return state.by === 'offline' ? t('upload.stateOffline') : t('upload.statePaused');
    case 'stored':
    case 'committing':
      return t('upload.stateFinishing');
    case 'missing':
      return t('upload.stateMissing');
    case 'done':
      return t('upload.stateDone');
    case 'known':
      return state.picture ? t('upload.stateKnown') : t('upload.stateTwin');
    case 'duplicate':
      return state.picture ? t('upload.stateSkipped') : t('upload.stateDuplicate');
    case 'cancelled':
      return t('upload.stateCancelled');
    case 'refused':
      return refusalWords(t, state.reason, largestFileBytes);
    case 'failed':
      return failureWords(t, state.reason);
  }
}

function refusalWords(t: Translate, reason: RefusalReason, largestFileBytes: number | null): string {
  switch (reason) {
    case 'unsupported-type':
      return t('upload.refusedType');
    case 'empty-file':
      return t('upload.refusedEmpty');
    case 'too-large':
      return largestFileBytes === null
        ? t('upload.refusedTooLargeSomehow')
        : t('upload.refusedTooLarge', { most: largestFileBytes });
    case 'over-quota':
      return t('upload.refusedQuota');
    case 'invalid-name':
      return t('upload.refusedName');
  }
}

function failureWords(t: Translate, reason: FailureReason): string {
  switch (reason) {
    case 'file-changed':
      return t('upload.failedChanged');
    case 'file-unreadable':
      return t('upload.failedUnreadable');
    case 'album-gone':
      return t('upload.failedAlbumGone');
    case 'connection':
      return t('upload.failedConnection');
    case 'store-refused':
    case 'store-failing':
      return t('upload.failedStore');
    case 'server-failing':
      return t('upload.failedServer');
  }
}

/** The line below the title while nothing is sent although there is something to send. */
export function haltWords(t: Translate, halt: Halt): string {
  switch (halt) {
    case 'paused':
      return t('upload.haltPaused');
    case 'offline':
      return t('upload.haltOffline');
    case 'line-down':
      return t('upload.haltLineDown');
    case 'server-away':
      return t('upload.haltServerAway');
    case 'signed-out':
      return t('upload.haltSignedOut');
  }
}
