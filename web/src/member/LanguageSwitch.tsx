import { useLanguage } from '../i18n/I18n.tsx';
import { languages } from '../i18n/language.ts';
import css from './LanguageSwitch.module.css';

/** A language's name, in itself. */
export const languageNames = { ko: '한국어', en: 'English' } as const;

/** The languages side by side, each in its own words, for who cannot read the other. */
export function LanguageSwitch({ label }: { label: string }) {
  const { language, setLanguage } = useLanguage();
  return (
    <fieldset className={css.switch}>
      <legend className="visually-hidden">{label}</legend>
      {languages.map((option) => (
        <button
          key={option}
          type="button"
          lang={option}
          aria-pressed={option === language}
          className={css.option}
          onClick={() => setLanguage(option)}
        >
          {languageNames[option]}
        </button>
      ))}
    </fieldset>
  );
}
