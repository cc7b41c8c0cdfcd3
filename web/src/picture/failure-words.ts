import type { Translate } from '../i18n/I18n.tsx';
import type { GridPicture } from './grid-items.ts';

/** Why a file cannot be shown, in a short sentence; null where nothing is wrong with it. */
export function failureWords(t: Translate, failure: GridPicture['failure']): string | null {
  switch (failure?.code) {
    case undefined:
      return null;
    case 'EMPTY':
      return t('failure.empty');
    case 'UNSUPPORTED_TYPE':
      return t('failure.type');
    case 'UNSUPPORTED_CODEC':
      return t('failure.codec');
    case 'DAMAGED':
      return t('failure.damaged');
    case 'TOO_LARGE':
      return t('failure.tooLarge');
    case 'TIMEOUT':
      return t('failure.timeout');
    case 'ORIGINAL_GONE':
      return t('failure.gone');
    case 'CHECKSUM_MISMATCH':
      return t('failure.checksum');
    case 'NOT_PROCESSED':
      return t('failure.ours');
  }
}
