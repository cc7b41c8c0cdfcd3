import { describe, expect, test } from 'vitest';
import { fromExifDate, fromIsoDate } from './taken-at.ts';

const now = new Date('2026-11-22T12:00:00Z');
const utc = (taken: ReturnType<typeof fromIsoDate>) => taken?.utc.toISOString() ?? null;

describe('An EXIF date', () => {
  test('with an offset is that instant, and keeps its local time and offset', () => {
    expect(fromExifDate('2026:05:06 07:08:09', { fraction: '25', offset: '+09:00' }, now)).toEqual({
      utc: new Date('2026-05-05T22:08:09.250Z'),
      local: '2026-05-06T07:08:09.250',
      offsetMinutes: 540,
    });
  });

  test('west of Greenwich by half hours', () => {
    expect(utc(fromExifDate('2026:05:06 07:08:09', { offset: '-03:30' }, now))).toBe(
      '2026-05-06T10:38:09.000Z',
    );
  });

  test.each([undefined, '   :  ', '+25:00', '+09:75', 'KST'])(
    'with the offset %j is read as UTC',
    (offset) => {
      const taken = fromExifDate('2026:05:06 07:08:09', { offset }, now);
      expect([utc(taken), taken?.offsetMinutes]).toEqual(['2026-05-06T07:08:09.000Z', null]);
    },
  );

  test.each([
    '0000:00:00 00:00:00',
    '    :  :     :  :  ',
    '1970:01:01 00:00:00',
    '1825:12:31 23:59:59',
    '2026:11:25 12:00:00',
    '9999:12:31 23:59:59',
    '2026:02:30 12:00:00',
    '2026:05:06 25:00:00',
    'yesterday',
    undefined,
  ])('%j is none', (text) => {
    expect(fromExifDate(text, {}, now)).toBeNull();
  });
});

describe('An ISO date', () => {
  test.each([
    ['2024-05-06T07:08:09+0900', '2024-05-05T22:08:09.000Z', 540],
    ['2024-05-06T07:08:09.5-04:00', '2024-05-06T11:08:09.500Z', -240],
    ['2012-03-31T19:32:22.000000Z', '2012-03-31T19:32:22.000Z', 0],
    ['2024-05-06 07:08', '2024-05-06T07:08:00.000Z', null],
  ])('%s', (text, instant, offset) => {
    const taken = fromIsoDate(text, now);
    expect([utc(taken), taken?.offsetMinutes]).toEqual([instant, offset]);
  });

  test.each(['1904-01-01T00:00:00Z', '1970-01-01T00:00:01.000000Z', '2024-13-01T00:00:00Z', '2024', ''])(
    '%j is none',
    (text) => {
      expect(fromIsoDate(text, now)).toBeNull();
    },
  );
});
