import { describe, expect, it } from 'vitest';
import { AppError } from '../platform/errors.ts';
import { readUsername, usernameKey } from './username.ts';

const accepts = (text: string) => readUsername(text).username;
const same = (a: string, b: string) => usernameKey(a).equals(usernameKey(b));

describe('readUsername', () => {
  it('takes letters of any script with their marks, digits, dot, underscore and hyphen', () => {
    for (const name of ['bob', 'Bob.van-der_9', '김철수네', 'नमस्ते', 'ที่รัก', 'Ελένη', 'محمد', '用户名', 'ÅSE'])
      expect(accepts(name)).toBe(name.normalize('NFC'));
  });

  it('counts code points after NFC, 3 to 30', () => {
    expect(accepts('e\u0301te')).toBe('éte');
    expect(accepts('𝒜𝒷𝒸')).toBe('𝒜𝒷𝒸');
    expect(accepts('x'.repeat(30))).toHaveLength(30);
    for (const name of ['', 'ab', 'e\u0301e', 'x'.repeat(31)])
      expect(() => readUsername(name), name).toThrow(AppError);
  });

  it('refuses everything else', () => {
    for (const name of [
      'a b c',
      ' abc',
      'abc\n',
      'a@bc',
      'a/bc',
      '\u0301abc',
      'abc😀',
      'a\u200bbc',
      'a\ud800bc',
      'abc\u0000',
    ])
      expect(() => readUsername(name), JSON.stringify(name)).toThrow(AppError);
  });
});

describe('usernameKey', () => {
  it('is one for spellings that differ in case, width or composition', () => {
    expect(same('Alice', 'aLICE')).toBe(true);
    expect(same('Ａｌｉｃｅ１', 'alice1')).toBe(true);
    expect(same('STRASSE', 'straße')).toBe(true);
    expect(same('STRAẞE', 'strasse')).toBe(true);
    expect(same('ΣΟΦΟΣ', 'σοφος')).toBe(true);
    expect(same('σοφοσ', 'σοφος')).toBe(true);
    expect(same('é', 'e\u0301')).toBe(true);
    expect(same('ﬁle', 'FILE')).toBe(true);
    expect(same('가나다', '\u1100\u1161나다')).toBe(true);
  });

  it('keeps names apart that fold apart', () => {
    expect(same('alice', 'alicé')).toBe(false);
    expect(same('ılık', 'ilik')).toBe(false);
    expect(same('a.b', 'ab')).toBe(false);
    expect(same('аlice', 'alice')).toBe(false);
  });

  it('fits its column, however much a name grows', () => {
    const { usernameKey: key } = readUsername('\ufdfa'.repeat(30));
    expect(key.length).toBeLessThanOrEqual(1_000);
  });
});
