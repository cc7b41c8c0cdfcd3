/** When a picture was taken. */
export interface TakenAt {
  /** The instant. Where the file names no offset, its local time read as UTC. */
  utc: Date;
  /** What the clock on the camera's wall showed, `2026-11-22T09:30:00.000`; null where only the instant is known. */
  local: string | null;
  /** Minutes east of UTC; null where the file does not say. */
  offsetMinutes: number | null;
}

/** The year of the oldest photograph: nothing was taken before. */
const firstYear = 1826;
/** Camera clocks run fast, and the zone may be unknown by half a day; past that a date is made up. */
const futureMs = 48 * 3600 * 1000;

/** What a clock that was never set says: the zero of Unix, QuickTime and MS-DOS time. */
const unsetClock = /^(1904|1970)-01-01T00:00:0[01]/;

/** Reads `+09:00`, `-0330` or `Z` as minutes east of UTC; null where it is none of these or no zone on Earth. */
function parseOffset(text: string | undefined): number | null {
  if (text?.trim().toUpperCase() === 'Z') return 0;
  const found = /^([+-])(\d{2}):?(\d{2})$/.exec(text?.trim() ?? '');
  if (!found) return null;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  if (minutes > 14 * 60 || Number(found[3]) > 59) return null;
  return found[1] === '-' ? -minutes : minutes;
}

function takenAt(local: string, offsetMinutes: number | null, now: Date): TakenAt | null {
  const wall = new Date(`${local}Z`);
  // Date rolls the 31st of June over to July; a date that does not come back as written is none.
  if (Number.isNaN(wall.getTime()) || wall.toISOString() !== `${local}Z`) return null;
  if (wall.getUTCFullYear() < firstYear || unsetClock.test(local)) return null;
  const utc = new Date(wall.getTime() - (offsetMinutes ?? 0) * 60_000);
  if (utc.getTime() > now.getTime() + futureMs) return null;
  return { utc, local, offsetMinutes };
}

/** A date that somebody gives for a file that has none; null where nothing can have been taken then. */
export function credibleInstant(instant: Date, now = new Date()): Date | null {
  const utc = instant.toISOString();
  return takenAt(utc.slice(0, -1), 0, now)?.utc ?? null;
}

const milliseconds = (fraction: string | undefined) => (fraction ?? '').trim().padEnd(3, '0').slice(0, 3);

/**
 * Reads an EXIF date, `2026:11:22 09:30:00`, with the sub-seconds and offset that stand in tags of their own.
 * @returns null where it is absent, not a date, before photography or in the future.
 */
export function fromExifDate(
  text: string | undefined,
  parts: { fraction?: string | undefined; offset?: string | undefined },
  now = new Date(),
): TakenAt | null {
  const found = /^(\d{4})[:/.-](\d{2})[:/.-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})/.exec(text?.trim() ?? '');
  if (!found) return null;
  const [, year, month, day, hour, minute, second] = found;
  const fraction = /^\d+$/.test(parts.fraction?.trim() ?? '') ? milliseconds(parts.fraction) : '000';
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}`;
  return takenAt(local, parseOffset(parts.offset), now);
}

/**
 * Reads an ISO 8601 date and time as XMP, QuickTime and Matroska write it, `2026-11-22T09:30:00+0900`.
 * @returns null where it is absent, not a date, before photography or in the future.
 */
export function fromIsoDate(text: string | undefined, now = new Date()): TakenAt | null {
  const found =
    /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i.exec(
      text?.trim() ?? '',
    );
  if (!found) return null;
  const [, day, time, second, fraction, offset] = found;
  return takenAt(`${day}T${time}:${second ?? '00'}.${milliseconds(fraction)}`, parseOffset(offset), now);
}
