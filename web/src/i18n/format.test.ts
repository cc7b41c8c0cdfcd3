import { describe, expect, it } from 'vitest';
import { createFormat } from './format.ts';
import { pickLanguage } from './language.ts';

const en = createFormat('en');
const ko = createFormat('ko');

describe('bytes', () => {
  it('writes the largest unit that leaves at least one, and on one line with its number', () => {
    expect(en.bytes(0)).toBe('0\u00a0bytes');
    expect(en.bytes(1536)).toBe('2\u00a0kB');
    expect(en.bytes(15 * 1024 ** 3)).toBe('15\u00a0GB');
    expect(ko.bytes(2.5 * 1024 ** 2)).toBe('2.5MB');
  });

  it('never writes a thousand of a unit where one of the next would do', () => {
    expect(en.bytes(1024 ** 3 - 1)).toBe('1\u00a0GB');
  });
});

describe('day', () => {
  it('names the year only where it is another one', () => {
    const now = new Date(2026, 10, 22);
    expect(ko.day(new Date(2026, 4, 3), now)).toBe('5월 3일 일요일');
    expect(ko.day(new Date(2025, 4, 3), now)).toBe('2025년 5월 3일 토요일');
    expect(en.shortDay(new Date(2026, 4, 3), now)).toBe('Sun, May 3');
  });
});

describe('wallTime and utcOffset', () => {
  it('show the clock of who took the picture, wherever the reader is', () => {
    expect(en.wallTime('2026-11-22T23:30:00.000')).toMatch(/November 22, 2026.*11:30/);
    expect([540, -210, 0, 345].map(en.utcOffset)).toEqual(['UTC+9', 'UTC-3:30', 'UTC+0', 'UTC+5:45']);
  });
});

describe('calendarDay', () => {
  const now = new Date(2026, 10, 22, 0, 30);
  it('calls today and yesterday by their names, wherever the reader is', () => {
    expect([en.calendarDay('2026-11-22', now), ko.calendarDay('2026-11-21', now)]).toEqual(['Today', '어제']);
    expect(en.shortCalendarDay('2026-11-21', new Date(2026, 10, 22, 23, 59))).toBe('Yesterday');
    expect(ko.calendarDay('2026-11-20', now)).toBe('11월 20일 금요일');
    expect(en.calendarDay('2026-11-23', now)).toBe('Monday, November 23');
  });

  it('writes months with their year', () => {
    expect([en.calendarMonth('2026-01'), ko.calendarMonth('1999-12')]).toEqual([
      'January 2026',
      '1999년 12월',
    ]);
  });
});

describe('clock', () => {
  it('writes lengths as players do', () => {
    expect([7, 754, 3723, 59.6].map(en.clock)).toEqual(['0:07', '12:34', '1:02:03', '1:00']);
  });
});

describe('pickLanguage', () => {
  it("takes the first of the reader's languages that is spoken here", () => {
    expect(pickLanguage(['fr-FR', 'ko-KR', 'en-US'])).toBe('ko');
    expect(pickLanguage(['EN-gb', 'ko'])).toBe('en');
    expect(pickLanguage(['fr', 'de'])).toBe('en');
  });
});
