import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { toDate } from './time.ts';

const refuse = (message: string): never => {
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
};

const INSTANT = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{6}$/;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

function serializeDateTime(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  // A column's text: cut to milliseconds without the detour through a Date, because a page holds a hundred of them.
  if (typeof value === 'string' && INSTANT.test(value))
    return `${value.slice(0, 10)}T${value.slice(11, 23)}Z`;
  if (typeof value === 'string') return toDate(value).toISOString();
  throw new TypeError('An instant must be a Date or a datetime column.');
}

function parseDateTime(value: unknown): Date {
  const instant = typeof value === 'string' && RFC_3339.test(value) ? new Date(value) : undefined;
  if (!instant || Number.isNaN(instant.getTime()))
    return refuse('A DateTime is RFC 3339, such as 2026-11-22T09:30:00.000Z.');
  return instant;
}

/** Serializes a Date or a datetime(6) column. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'An instant, RFC 3339 in UTC with milliseconds, such as 2026-11-22T09:30:00.000Z.',
  serialize: serializeDateTime,
  parseValue: parseDateTime,
  parseLiteral: (node: ValueNode) => parseDateTime(node.kind === Kind.STRING ? node.value : undefined),
});

function byteCount(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    return refuse('A ByteCount is a whole number from 0 to 2^53 - 1.');
  return value;
}

/** A JSON number, because GraphQL's Int ends at 2^31 - 1. */
export const ByteCount = new GraphQLScalarType<number, number>({
  name: 'ByteCount',
  description: 'A count of bytes: a JSON number, whole, from 0 to 2^53 - 1.',
  serialize: byteCount,
  parseValue: byteCount,
  parseLiteral: (node: ValueNode) =>
    byteCount(node.kind === Kind.INT || node.kind === Kind.FLOAT ? Number(node.value) : undefined),
});

function absoluteUrl(value: unknown): string {
  if (typeof value !== 'string' || !URL.canParse(value))
    return refuse('A URL is absolute, such as https://example.com/.');
  return value;
}

/** Text that is an absolute URL; passed on as it stands, because a signed URL must not change by a byte. */
export const Url = new GraphQLScalarType<string, string>({
  name: 'URL',
  description: 'An absolute URL.',
  serialize: absoluteUrl,
  parseValue: absoluteUrl,
  parseLiteral: (node: ValueNode) => absoluteUrl(node.kind === Kind.STRING ? node.value : undefined),
});
