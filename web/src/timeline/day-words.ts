import type { Format } from '../i18n/format.ts';

/** A day in full needs this much room; in less it is written short. */
const roomInFull = 300;

/** How a day, as in 2026-11-22, is written above its pictures where it has this much room, in CSS pixels. */
export function dayWords(day: string, room: number, format: Format): string {
  return room < roomInFull ? format.shortCalendarDay(day) : format.calendarDay(day);
}
