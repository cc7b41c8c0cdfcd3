import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFormat } from './format.ts';
import { languages } from './language.ts';
import { messages } from './messages.ts';

const source = join(import.meta.dirname, '..');

function sourceFiles(): string[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && !/\.(?:messages|test|generated)\.tsx?$/.test(file),
  );
}

const code = sourceFiles()
  .map((file) => readFileSync(join(source, file), 'utf8'))
  .join('\n');

/** Parameters that answer to every name: numbers and words both. */
const anything = new Proxy({}, { get: () => 3 });

function words(key: keyof typeof messages, language: 'ko' | 'en'): string {
  const message: string | ((params: never, format: ReturnType<typeof createFormat>) => string) =
    messages[key][language];
  return typeof message === 'string' ? message : message(anything as never, createFormat(language));
}

const keys = Object.keys(messages).filter((key): key is keyof typeof messages => key in messages);

describe('messages', () => {
  it('say something in every language', () => {
    for (const key of keys) {
      for (const language of languages) {
        expect(words(key, language).trim(), `${key} ${language}`).not.toBe('');
      }
    }
  });

  it('are Korean in Korean and English in English', () => {
    const same = new Set(['upload.percent', 'lightbox.position']);
    for (const key of keys) {
      expect(words(key, 'en'), key).not.toMatch(/[가-힣]/);
      if (!same.has(key) && !/^[^a-z]*$/i.test(words(key, 'en')))
        expect(words(key, 'ko'), key).toMatch(/[가-힣]/);
    }
  });

  it('are all used somewhere', () => {
    const unused = keys.filter((key) => !code.includes(`'${key}'`));
    expect(unused).toEqual([]);
  });
});
