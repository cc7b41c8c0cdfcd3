import { customType, datetime } from 'drizzle-orm/mysql-core';

/** A ULID. ASCII and binary order, so that the index sorts as the text does. */
export const idColumn = customType<{ data: string }>({
  dataType: () => 'char(26) character set ascii collate ascii_bin',
});

/** ASCII text compared byte by byte: object keys, tokens, codes. */
export const asciiColumn = customType<{ data: string; config: { length: number }; configRequired: true }>({
  dataType: ({ length }) => `varchar(${length}) character set ascii collate ascii_bin`,
});

/** Bytes; drizzle's own varbinary decodes to UTF-8 and loses them. */
export const bytesColumn = customType<{ data: Buffer; config: { length: number }; configRequired: true }>({
  dataType: ({ length }) => `varbinary(${length})`,
});

/** An instant in UTC with microseconds, as the text 'YYYY-MM-DD HH:MM:SS.ffffff'; a Date would cut it to milliseconds. */
export const instantColumn = (name: string) => datetime(name, { fsp: 6, mode: 'string' });
