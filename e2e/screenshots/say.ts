import { createFormat } from '../../web/src/i18n/format.ts';
import type { Language } from '../../web/src/i18n/language.ts';
import { messages } from '../../web/src/i18n/messages.ts';

/** What the app calls something in a language; a message with parameters has them all given as `value`. */
export function say(language: Language, key: keyof typeof messages, value: string | number = 1): string {
  const message: unknown = messages[key][language];
  if (typeof message !== 'function') return String(message);
  return String(message(new Proxy({}, { get: () => value }), createFormat(language)));
}
