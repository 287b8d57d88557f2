/** The languages of every sentence that a person reads. */
export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];

/** One sentence in every language. A missing language does not compile, so there is no key that can be missing. */
export type Localised = { readonly [L in Language]: string };

export const localised = (zh: string, en: string): Localised => ({ zh, en });

/** Puts values into `{name}` places. An unknown place stays visible, so that a test of the words finds it. */
export function fill(
  sentence: Localised,
  values: Readonly<Record<string, string | number | Localised>>,
): Localised {
  const put = (language: Language) =>
    sentence[language].replaceAll(/\{(\w+)\}/g, (place, name: string) => {
      const value = values[name];
      if (value === undefined) return place;
      return typeof value === 'object' ? value[language] : String(value);
    });
  return { zh: put('zh'), en: put('en') };
}

/** Tags of BCP 47 for `lang`, feeds and `Intl`. */
export const languageTag: { readonly [L in Language]: string } = { zh: 'zh-CN', en: 'en' };
