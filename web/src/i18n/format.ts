import type { Language } from './language.ts';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** How a language writes numbers, sizes and times. */
export interface Format {
  readonly language: Language;
  number(value: number): string;
  /** A whole percentage of a share between 0 and 1. */
  percent(share: number): string;
  /** A count of bytes in the largest unit that leaves at least 1, in steps of 1024. */
  bytes(value: number): string;
  /** A day with its weekday; the year only where it isn't this one. */
  day(instant: Date, now?: Date): string;
  /** The same in as little room as can be. */
  shortDay(instant: Date, now?: Date): string;
  /** A calendar day, as in 2026-11-22: "today" and "yesterday" by name, the others as `day` writes them. */
  calendarDay(day: string, now?: Date): string;
  /** The same in as little room as can be. */
  shortCalendarDay(day: string, now?: Date): string;
  /** A calendar month, as in 2026-11, with its year. */
  calendarMonth(month: string): string;
  /** A day and its time of day, in full. */
  dateTime(instant: Date): string;
  /** What a clock on the wall showed, such as 2026-11-22T09:30:00.000, in full and whatever the reader's own zone is. */
  wallTime(local: string): string;
  /** A zone by its minutes east of UTC, as in UTC+9 or UTC-3:30. */
  utcOffset(minutes: number): string;
  /** A length of time in seconds, as in 0:07, 12:34 or 1:02:03. */
  clock(seconds: number): string;
  /** Chooses the word for a count. */
  plural(count: number, words: { one: string; other: string }): string;
}

const dayMs = 24 * 3600 * 1000;

/** A time of day whose AM or PM does not begin a line. */
const onOneLine = (words: string): string => words.replace(/ (?=[AP]M$)/, '\u00a0');

/** The reader's midnight at which a calendar day begins. */
const dateOf = (day: string): Date => new Date(`${day}T00:00`);

/** The calendar day that an instant is of for the reader. */
function localDay(instant: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}`;
}

/** Makes what Intl is slow to make when it is first asked for: a page needs few of them. */
function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const formats = new Map<Language, Format>();

/** The formats of a language, made once; each of them is safe to call while rendering. */
export function createFormat(language: Language): Format {
  const format = formats.get(language) ?? makeFormat(language);
  formats.set(language, format);
  return format;
}

function makeFormat(language: Language): Format {
  const number = once(() => new Intl.NumberFormat(language));
  const percent = once(() => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }));
  const byteFormats = units.map((unit) =>
    once(
      () =>
        new Intl.NumberFormat(language, {
          style: 'unit',
          unit,
          unitDisplay: unit === 'byte' ? 'long' : 'short',
          maximumFractionDigits: unit === 'byte' || unit === 'kilobyte' ? 0 : 1,
        }),
    ),
  );
  const day = once(
    () => new Intl.DateTimeFormat(language, { month: 'long', day: 'numeric', weekday: 'long' }),
  );
  const dayWithYear = once(
    () =>
      new Intl.DateTimeFormat(language, {
        year: 'numeric',
        month: 'long',
        day: 'numeric',
        weekday: 'long',
      }),
  );
  const shortDay = once(
    () => new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', weekday: 'short' }),
  );
  const shortDayWithYear = once(
    () =>
      new Intl.DateTimeFormat(language, {
        year: 'numeric',
        month: 'short',
        day: 'numeric',
      }),
  );
  const dateTime = once(() => new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' }));
  const wallTime = once(
    () =>
      new Intl.DateTimeFormat(language, {
        dateStyle: 'full',
        timeStyle: 'short',
        timeZone: 'UTC',
      }),
  );
  const month = once(() => new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long' }));
  const relative = once(() => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }));
  const rules = once(() => new Intl.PluralRules(language));
  const isThisYear = (instant: Date, now: Date) => instant.getFullYear() === now.getFullYear();
  const writeDay = (instant: Date, now = new Date()) =>
    (isThisYear(instant, now) ? day() : dayWithYear()).format(instant);
  const writeShortDay = (instant: Date, now = new Date()) =>
    (isThisYear(instant, now) ? shortDay() : shortDayWithYear()).format(instant);
  /** Today and yesterday by name; null for any other day. */
  const nearDay = (date: Date, now: Date): string | null => {
    const days = Math.round((date.getTime() - dateOf(localDay(now)).getTime()) / dayMs);
    if (days !== 0 && days !== -1) return null;
    const words = relative().format(days, 'day');
    return words.charAt(0).toLocaleUpperCase(language) + words.slice(1);
  };

  return {
    language,
    number: (value) => number().format(value),
    percent: (share) => percent().format(share),
    bytes(value) {
      let step = 0;
      let rest = value;
      // 1023.95 would be written "1,024": the next unit says it better.
      while (rest >= 1023.95 && step < units.length - 1) {
        rest /= 1024;
        step += 1;
      }
      // A number and its unit stay on one line.
      return (byteFormats[step]?.().format(rest) ?? number().format(value)).replace(' ', '\u00a0');
    },
    day: writeDay,
    shortDay: writeShortDay,
    calendarDay: (text, now = new Date()) => nearDay(dateOf(text), now) ?? writeDay(dateOf(text), now),
    shortCalendarDay: (text, now = new Date()) =>
      nearDay(dateOf(text), now) ?? writeShortDay(dateOf(text), now),
    calendarMonth: (text) => month().format(dateOf(`${text}-01`)),
    dateTime: (instant) => onOneLine(dateTime().format(instant)),
    wallTime: (local) => onOneLine(wallTime().format(new Date(`${local}Z`))),
    utcOffset(minutes) {
      const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
      return `UTC${minutes < 0 ? '-' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
    },
    clock(seconds) {
      const whole = Math.max(0, Math.round(seconds));
      const two = (part: number) => String(part).padStart(2, '0');
      const hours = Math.floor(whole / 3600);
      const minutes = Math.floor(whole / 60) % 60;
      return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
    },
    plural: (count, words) => (rules().select(count) === 'one' ? words.one : words.other),
  };
}
