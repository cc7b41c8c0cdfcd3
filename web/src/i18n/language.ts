/** The languages that Pic-up speaks. */
export const languages = ['ko', 'en'] as const;
export type Language = (typeof languages)[number];

const key = 'picup.language';

function isLanguage(value: string | null | undefined): value is Language {
  return value === 'ko' || value === 'en';
}

/** The first of the reader's languages (BCP 47 tags, best first) that Pic-up speaks; English where it speaks none. */
export function pickLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const [primary] = tag.toLowerCase().split('-');
    if (isLanguage(primary)) return primary;
  }
  return 'en';
}

/** The language chosen on this browser before, else the browser's own. */
export function startingLanguage(): Language {
  const chosen = localStorage.getItem(key);
  return isLanguage(chosen) ? chosen : pickLanguage(navigator.languages);
}

/** Keeps the choice for the next visit and tells the page's language to screen readers and to the style sheets. */
export function rememberLanguage(language: Language): void {
  localStorage.setItem(key, language);
  document.documentElement.lang = language;
}
