import { expect, test } from 'vitest';
import { readXmpDate } from './read-exif.ts';

const packet = (inside: string) => Buffer.from(`<x:xmpmeta><rdf:Description ${inside}</x:xmpmeta>`);

test.each([
  ['exif:DateTimeOriginal="2024-05-06T07:08:09+09:00"/>', '2024-05-06T07:08:09.000', 540],
  ['><exif:DateTimeOriginal>2024-05-06T07:08:09</exif:DateTimeOriginal>', '2024-05-06T07:08:09.000', null],
  ['><exif:DateTimeOriginal>2007:01:20 17:29:06</exif:DateTimeOriginal>', '2007-01-20T17:29:06.000', null],
  ["photoshop:DateCreated='2024-05-06T07:08Z'/>", '2024-05-06T07:08:00.000', 0],
])('the date of an XMP packet with %s', (inside, local, offsetMinutes) => {
  expect(readXmpDate(packet(inside))).toMatchObject({ local, offsetMinutes });
});

test('an XMP packet without a date that can be true gives none', () => {
  for (const inside of [
    '/>',
    'exif:DateTimeOriginal="0000:00:00 00:00:00"/>',
    'xmp:CreateDate="2024-05-06T07:08Z"/>',
  ])
    expect(readXmpDate(packet(inside))).toBeNull();
});
