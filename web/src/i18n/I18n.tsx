import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import type { Entry } from './define-messages.ts';
import { createFormat, type Format } from './format.ts';
import { type Language, rememberLanguage, startingLanguage } from './language.ts';
import { messages } from './messages.ts';

type Messages = typeof messages;
export type MessageKey = keyof Messages;
type ParamsOf<Key extends MessageKey> = Messages[Key] extends Entry<infer Params> ? Params : never;
type Rest<Key extends MessageKey> = unknown extends ParamsOf<Key> ? [] : [params: ParamsOf<Key>];

/** Says a message in the reader's language. */
export type Translate = <Key extends MessageKey>(key: Key, ...rest: Rest<Key>) => string;

interface I18n {
  language: Language;
  setLanguage(language: Language): void;
  t: Translate;
  format: Format;
}

const I18nContext = createContext<I18n | null>(null);

/** Words as a line may break them: in Korean not around 수, which says nothing without the words beside it. */
const setWords: Readonly<Record<Language, (words: string) => string>> = {
  ko: (words) => words.replace(/ 수 (?=[있없])/g, '\u00a0수\u00a0'),
  en: (words) => words,
};

/** Makes the `t` of a language. */
export function createTranslate(language: Language, format: Format): Translate {
  return (key, ...rest) => {
    const entry: Entry<never> = messages[key];
    const message = entry[language];
    if (typeof message === 'string') return setWords[language](message);
    const [params] = rest;
    // Rest<Key> has tied the parameters to this very key; TypeScript cannot follow that through the lookup.
    return setWords[language](message(params as never, format));
  };
}

/** Gives everything below it the language of the reader. */
export function I18nProvider({ children }: { children: ReactNode }) {
  const [language, setLanguageState] = useState(startingLanguage);
  const setLanguage = useCallback((next: Language) => {
    rememberLanguage(next);
    setLanguageState(next);
  }, []);
  const value = useMemo(() => {
    const format = createFormat(language);
    return { language, setLanguage, format, t: createTranslate(language, format) };
  }, [language, setLanguage]);
  return <I18nContext value={value}>{children}</I18nContext>;
}

function useI18n(): I18n {
  const value = useContext(I18nContext);
  if (!value) throw new Error('I18nProvider is missing above this component');
  return value;
}

/** `t('album.new')`: the words of a message. */
export function useT(): Translate {
  return useI18n().t;
}

/** The numbers, sizes and dates of the reader's language. */
export function useFormat(): Format {
  return useI18n().format;
}

/** The language in use, and the switch. */
export function useLanguage(): Pick<I18n, 'language' | 'setLanguage'> {
  return useI18n();
}
