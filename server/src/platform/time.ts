import { sql } from 'drizzle-orm';

/** The database's clock, the only one that decides anything. */
export const now = sql<string>`now(6)`;

/** The database's clock plus a number of seconds. */
export const nowPlus = (seconds: number) => sql<string>`now(6) + interval ${seconds} second`;

/** A column's instant as a Date (milliseconds). */
export const toDate = (instant: string): Date => new Date(`${instant.replace(' ', 'T')}Z`);

/** A Date as a column's instant. */
export const toInstant = (date: Date): string => date.toISOString().replace('T', ' ').replace('Z', '000');
