import { expect, test } from 'vitest';
import { createFormat } from '../i18n/format.ts';
import { createTranslate } from '../i18n/I18n.tsx';
import type { PictureFailureCode } from '../schema.generated.ts';
import { failureWords } from './failure-words.ts';

// A code that is new in the API is missing here, and no longer compiles.
const failures: { [Code in PictureFailureCode]: { __typename: 'PictureFailure'; code: Code } } = {
  CHECKSUM_MISMATCH: { __typename: 'PictureFailure', code: 'CHECKSUM_MISMATCH' },
  DAMAGED: { __typename: 'PictureFailure', code: 'DAMAGED' },
  EMPTY: { __typename: 'PictureFailure', code: 'EMPTY' },
  NOT_PROCESSED: { __typename: 'PictureFailure', code: 'NOT_PROCESSED' },
  ORIGINAL_GONE: { __typename: 'PictureFailure', code: 'ORIGINAL_GONE' },
  TIMEOUT: { __typename: 'PictureFailure', code: 'TIMEOUT' },
  TOO_LARGE: { __typename: 'PictureFailure', code: 'TOO_LARGE' },
  UNSUPPORTED_CODEC: { __typename: 'PictureFailure', code: 'UNSUPPORTED_CODEC' },
  UNSUPPORTED_TYPE: { __typename: 'PictureFailure', code: 'UNSUPPORTED_TYPE' },
};

test.each(['en', 'ko'] as const)(
  'each reason why a file is not shown has words of its own: %s',
  (language) => {
    const t = createTranslate(language, createFormat(language));
    const words = Object.values(failures).map((failure) => failureWords(t, failure));
    expect(new Set(words).size).toBe(words.length);
    for (const sentence of words) expect(sentence?.length).toBeGreaterThan(5);
    expect(failureWords(t, null)).toBeNull();
  },
);
