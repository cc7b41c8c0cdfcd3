import { describe, expect, it } from 'vitest';
import { passwordStrength, usernameProblem } from './credentials.ts';

describe('usernameProblem', () => {
  it('takes letters of any script, digits and the three signs', () => {
    expect(usernameProblem('여름.사진_2026-a')).toBeNull();
  });

  it('counts what a person sees, not UTF-16 units', () => {
    expect(usernameProblem('𠮷𠮷')).toBe('too-short');
    expect(usernameProblem('𠮷𠮷𠮷')).toBeNull();
  });

  it('says which rule is broken', () => {
    expect(usernameProblem('ab')).toBe('too-short');
    expect(usernameProblem('a'.repeat(31))).toBe('too-long');
    expect(usernameProblem('anna lee')).toBe('characters');
  });

  it('does not mind spaces around it', () => {
    expect(usernameProblem('  anna ')).toBeNull();
  });
});

describe('passwordStrength', () => {
  it('bars what the API bars', () => {
    expect(passwordStrength('1234567', '')).toBe('too-short');
    expect(passwordStrength('가나다라마바사', '')).toBe('too-short');
    expect(passwordStrength('a1'.repeat(65), '')).toBe('too-long');
  });

  it('calls the first guesses weak', () => {
    for (const guess of ['password123', '12345678', 'aaaaaaaaaaaa', 'qwertyuiop']) {
      expect(passwordStrength(guess, ''), guess).toBe('weak');
    }
  });

  it('calls a password that holds the name weak', () => {
    expect(passwordStrength('anna-lee-Summer!9', 'Anna-Lee')).toBe('weak');
  });

  it('thanks for length as well as for variety', () => {
    expect(passwordStrength('orange river boat', '')).toBe('strong');
    expect(passwordStrength('xT9#kQ2!vB', '')).toBe('strong');
    expect(passwordStrength('garden2026', '')).toBe('fair');
  });
});
