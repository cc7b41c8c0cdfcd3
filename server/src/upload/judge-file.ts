import { mediaTypes } from '../media/media-type.ts';
import { credibleInstant } from '../media/taken-at.ts';

/** Why a file gets no ticket or a ticket is not committed: the contract's codes. */
export type RefusalCode =
  | 'UNSUPPORTED_TYPE'
  | 'EMPTY_FILE'
  | 'TOO_LARGE'
  | 'QUOTA_EXCEEDED'
  | 'INVALID_FILENAME'
  | 'INVALID_CHECKSUM'
  | 'TICKET_NOT_FOUND'
  | 'TICKET_EXPIRED'
  | 'NOT_UPLOADED'
  | 'SIZE_MISMATCH'
  | 'CHECKSUM_MISMATCH'
  | 'ALBUM_NOT_FOUND';

/** A file as a client describes it before a byte moves. */
export type DescribedFile = {
  clientRef?: string | null;
  filename: string;
  contentType: string;
  byteSize: number;
  sha256?: string | null;
  /** For a file that does not say so itself. */
  takenAt?: Date | null;
};

/** A file that may have a ticket. */
export type AcceptedFile = {
  clientRef: string | null;
  filename: string;
  contentType: string;
  kind: 'IMAGE' | 'VIDEO';
  byteSize: number;
  sha256: Buffer | null;
  takenAt: Date | null;
};

/** A refusal with the sentence for a person. */
export type Refusal = { code: RefusalCode; message: string };

const accepted: ReadonlyMap<string, 'IMAGE' | 'VIDEO'> = new Map(
  mediaTypes.map(({ contentType, kind }) => [contentType, kind]),
);

// What browsers, phones and operating systems also call the same formats.
const aliases: ReadonlyMap<string, string> = new Map([
  ['image/jpg', 'image/jpeg'],
  ['image/pjpeg', 'image/jpeg'],
  ['image/heic-sequence', 'image/heic'],
  ['image/heif-sequence', 'image/heif'],
  ['image/dng', 'image/x-adobe-dng'],
  ['image/x-dng', 'image/x-adobe-dng'],
  ['image/x-panasonic-raw2', 'image/x-panasonic-rw2'],
  ['video/x-m4v', 'video/mp4'],
  ['video/matroska', 'video/x-matroska'],
  ['application/x-matroska', 'video/x-matroska'],
]);

// Few systems have a name for these, so where none is given the extension may say it; the worker looks at the bytes.
const byExtension: ReadonlyMap<string, string> = new Map([
  ['dng', 'image/x-adobe-dng'],
  ['cr2', 'image/x-canon-cr2'],
  ['cr3', 'image/x-canon-cr3'],
  ['nef', 'image/x-nikon-nef'],
  ['arw', 'image/x-sony-arw'],
  ['raf', 'image/x-fuji-raf'],
  ['rw2', 'image/x-panasonic-rw2'],
  ['orf', 'image/x-olympus-orf'],
  ['mkv', 'video/x-matroska'],
]);
// Raw files of most makers are TIFF inside, and some systems say just that.
const sayingNothing: ReadonlySet<string> = new Set(['', 'application/octet-stream', 'image/tiff']);

const refuse = (code: RefusalCode, message: string): Refusal => ({ code, message });

/**
 * Judges one file by itself: name, type, size and checksum; space is judged by the caller, under the lock.
 * @param maxFileBytes the largest file in bytes.
 */
export function judgeFile(file: DescribedFile, maxFileBytes: number): AcceptedFile | Refusal {
  if (!isFilename(file.filename))
    return refuse(
      'INVALID_FILENAME',
      "A file name has 1 to 255 characters and no control character, '/' or '\\'. Please rename the file.",
    );
  const contentType = contentTypeOf(file);
  const kind = accepted.get(contentType);
  if (!kind)
    return refuse(
      'UNSUPPORTED_TYPE',
      'Pic-up takes JPEG, PNG, WebP, GIF, AVIF and HEIC pictures, camera RAW files (DNG, CR2, CR3, NEF, ARW, RAF, RW2, ORF), and MP4, MOV, WebM and MKV videos.',
    );
  if (file.byteSize === 0)
    return refuse('EMPTY_FILE', 'The file is empty. Please choose it again from where it was made.');
  if (file.byteSize > maxFileBytes)
    return refuse('TOO_LARGE', `The file is larger than the ${maxFileBytes} bytes a file may have.`);
  const sha256 = file.sha256 == null ? null : parseSha256(file.sha256);
  if (sha256 === undefined)
    return refuse('INVALID_CHECKSUM', 'sha256 is the Base64 of the 32 bytes of a SHA-256.');
  return {
    clientRef: file.clientRef ?? null,
    filename: file.filename,
    contentType,
    kind,
    byteSize: file.byteSize,
    sha256,
    takenAt: file.takenAt ? credibleInstant(file.takenAt) : null,
  };
}

/** Whether a judgement is a refusal. */
export const isRefusal = (judged: AcceptedFile | Refusal): judged is Refusal => 'code' in judged;

function contentTypeOf({ filename, contentType }: DescribedFile): string {
  const given = contentType.trim().toLowerCase();
  if (!sayingNothing.has(given)) return aliases.get(given) ?? given;
  return byExtension.get(/\.([^.]+)$/.exec(filename)?.[1]?.toLowerCase() ?? '') ?? given;
}

const MAX_STORED_NAME = 1_024;
function isFilename(name: string): boolean {
  const length = [...name.normalize('NFC')].length;
  return (
    length >= 1 &&
    length <= 255 &&
    name.length <= MAX_STORED_NAME &&
    name.isWellFormed() &&
    !/[\p{Cc}/\\]/u.test(name)
  );
}

/** The 32 bytes of a Base64 SHA-256, or undefined where the text is anything else. */
export function parseSha256(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === text ? bytes : undefined;
}
