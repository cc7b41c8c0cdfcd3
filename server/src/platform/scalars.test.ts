import { Kind } from 'graphql';
import { describe, expect, it } from 'vitest';
import { ByteCount, DateTime, Url } from './scalars.ts';

describe('DateTime', () => {
  it('is written in UTC with milliseconds, from a column or a Date', () => {
    expect(DateTime.serialize('2026-11-22 09:30:00.123999')).toBe('2026-11-22T09:30:00.123Z');
    expect(DateTime.serialize(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
    for (const wrong of [5, null, 'yesterday', {}]) expect(() => DateTime.serialize(wrong)).toThrow();
  });

  it('is read with any offset, and only as RFC 3339', () => {
    expect(DateTime.parseValue('2026-11-22T18:30:00+09:00')).toEqual(new Date('2026-11-22T09:30:00Z'));
    expect(DateTime.parseLiteral({ kind: Kind.STRING, value: '2026-11-22t09:30:00.5z' })).toEqual(
      new Date('2026-11-22T09:30:00.500Z'),
    );
    for (const wrong of ['2026-11-22', '2026-11-22T09:30:00', '2026-13-22T09:30:00Z', 'now', 1, null])
      expect(() => DateTime.parseValue(wrong), String(wrong)).toThrow();
  });
});

describe('ByteCount', () => {
  it('is a whole number from 0 to 2^53 - 1, beyond the end of Int', () => {
    for (const right of [0, 1, 2 ** 31, 2 ** 53 - 1]) {
      expect(ByteCount.serialize(right)).toBe(right);
      expect(ByteCount.parseValue(right)).toBe(right);
    }
    for (const wrong of [-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, '1', true, null])
      expect(() => ByteCount.parseValue(wrong), String(wrong)).toThrow();
  });

  it('may be written out in a query', () => {
    expect(ByteCount.parseLiteral({ kind: Kind.INT, value: '10737418240' })).toBe(10_737_418_240);
    expect(ByteCount.parseLiteral({ kind: Kind.FLOAT, value: '1e3' })).toBe(1_000);
    expect(() => ByteCount.parseLiteral({ kind: Kind.FLOAT, value: '1.5' })).toThrow();
    expect(() => ByteCount.parseLiteral({ kind: Kind.INT, value: '9007199254740993' })).toThrow();
    expect(() => ByteCount.parseLiteral({ kind: Kind.STRING, value: '5' })).toThrow();
  });
});

describe('URL', () => {
  it('is absolute and passed on byte for byte', () => {
    const signed = 'https://cdn.example/u/a%20b?Policy=x_~-&Signature=y';
    expect(Url.serialize(signed)).toBe(signed);
    expect(Url.parseValue(signed)).toBe(signed);
    for (const wrong of ['/relative', 'nonsense', '', 5])
      expect(() => Url.serialize(wrong), String(wrong)).toThrow();
  });
});
