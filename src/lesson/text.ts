/**
 * A sentence in every language of the page.
 */

/** Languages of the page: English and Simplified Chinese. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** One sentence in each language. Backticks mark code; nothing else is markup. */
export type Text = Readonly<Record<Language, string>>;

/** Both languages at once, so that neither can be forgotten. */
export function t(en: string, zh: string): Text {
  return { en, zh };
}

/** Fills `{name}` in both languages. Unknown names stay as they are. */
export function fill(text: Text, values: Readonly<Record<string, string | number>>): Text {
  const into = (sentence: string) =>
    sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  return { en: into(text.en), zh: into(text.zh) };
}

/** Sentences one after another. Chinese needs no space between them. */
export function joinTexts(texts: readonly Text[]): Text {
  return { en: texts.map(({ en }) => en).join(' '), zh: texts.map(({ zh }) => zh).join('') };
}
