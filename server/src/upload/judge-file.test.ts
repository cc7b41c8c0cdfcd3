import { expect, test } from 'vitest';
import { type DescribedFile, isRefusal, judgeFile } from './judge-file.ts';

const GIB = 1024 ** 3;
const file = (change: Partial<DescribedFile>): DescribedFile => ({
  filename: 'a.jpg',
  contentType: 'image/jpeg',
  byteSize: 10,
  ...change,
});
const codeOf = (change: Partial<DescribedFile>) => {
  const judged = judgeFile(file(change), GIB);
  return isRefusal(judged) ? judged.code : 'accepted';
};

test.each([
  ['', 'INVALID_FILENAME'],
  ['a/b.jpg', 'INVALID_FILENAME'],
  ['a\\b.jpg', 'INVALID_FILENAME'],
  ['a\u0000.jpg', 'INVALID_FILENAME'],
  ['a\u0085.jpg', 'INVALID_FILENAME'],
  ['x'.repeat(256), 'INVALID_FILENAME'],
  ['lone \ud800.jpg', 'INVALID_FILENAME'],
  ['x'.repeat(255), 'accepted'],
  ['😀'.repeat(255), 'accepted'],
  // Three code points each before NFC, one after it.
  ['각'.normalize('NFD').repeat(255), 'accepted'],
])('the file name %j is %s', (filename, code) => {
  expect(codeOf({ filename })).toBe(code);
});

test.each([
  ['2019-08-03T14:05:06.789Z', '2019-08-03T14:05:06.789Z'],
  ['1970-01-01T00:00:00Z', undefined],
  ['1825-12-31T00:00:00Z', undefined],
  ['2345-01-01T00:00:00Z', undefined],
])("the uploader's date %s is taken as %s", (takenAt, taken) => {
  const judged = judgeFile(file({ takenAt: new Date(takenAt) }), GIB);
  expect(isRefusal(judged) ? judged : judged.takenAt?.toISOString()).toBe(taken);
});

test.each([
  ['IMAGE/JPEG', 'accepted'],
  ['image/jpg', 'accepted'],
  ['image/heic', 'accepted'],
  ['video/quicktime', 'accepted'],
  ['image/svg+xml', 'UNSUPPORTED_TYPE'],
  ['text/html', 'UNSUPPORTED_TYPE'],
  ['', 'UNSUPPORTED_TYPE'],
])('the content type %j is %s', (contentType, code) => {
  expect(codeOf({ contentType })).toBe(code);
});

test.each([
  ['IMG_1.DNG', '', 'image/x-adobe-dng', 'IMAGE'],
  ['IMG_1.CR2', 'application/octet-stream', 'image/x-canon-cr2', 'IMAGE'],
  ['img.cr3', '', 'image/x-canon-cr3', 'IMAGE'],
  ['DSC.nef', 'image/tiff', 'image/x-nikon-nef', 'IMAGE'],
  ['DSC.ARW', 'image/x-sony-arw', 'image/x-sony-arw', 'IMAGE'],
  ['a.raf', '', 'image/x-fuji-raf', 'IMAGE'],
  ['a.rw2', '', 'image/x-panasonic-rw2', 'IMAGE'],
  ['a.orf', '', 'image/x-olympus-orf', 'IMAGE'],
  ['film.mkv', '', 'video/x-matroska', 'VIDEO'],
  ['film', 'video/matroska', 'video/x-matroska', 'VIDEO'],
])('%s given as %j is taken as %s', (filename, contentType, taken, kind) => {
  expect(judgeFile(file({ filename, contentType }), GIB)).toMatchObject({ contentType: taken, kind });
});

test.each([
  ['a.jpg', 'application/octet-stream'],
  ['dng', ''],
  ['a.dng.exe', ''],
  ['scan.tiff', 'image/tiff'],
  ['a.mkv', 'text/html'],
])('%s given as %j is of no accepted type', (filename, contentType) => {
  expect(codeOf({ filename, contentType })).toBe('UNSUPPORTED_TYPE');
});

test('an empty file and one over the limit are refused, the limit itself is not', () => {
  expect([0, GIB, GIB + 1].map((byteSize) => codeOf({ byteSize }))).toEqual([
    'EMPTY_FILE',
    'accepted',
    'TOO_LARGE',
  ]);
});

test('a checksum is the canonical Base64 of 32 bytes', () => {
  const right = Buffer.alloc(32, 7).toString('base64');
  expect(codeOf({ sha256: right })).toBe('accepted');
  for (const sha256 of [
    right.slice(0, -1),
    `${right} `,
    'x',
    '',
    Buffer.alloc(31).toString('base64'),
    'a'.repeat(64),
  ])
    expect(codeOf({ sha256 })).toBe('INVALID_CHECKSUM');
});

test('what other programs call a JPEG is stored as image/jpeg', () => {
  expect(judgeFile(file({ contentType: ' image/pjpeg ' }), GIB)).toMatchObject({
    contentType: 'image/jpeg',
    kind: 'IMAGE',
  });
});
