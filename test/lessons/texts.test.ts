/** The texts keep to the glossary, and the README's table of the course is fresh. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadLesson, loadProse, parts } from '../../lessons/catalog.ts';
import { glossary } from '../../lessons/glossary.ts';
import type { Language, Lesson, LessonProse, Text } from '../../src/lesson/index.ts';
import { courseTable, languages } from '../../src/lesson/index.ts';

interface Loaded {
  readonly folder: string;
  readonly title: string;
  readonly lesson: Lesson;
  readonly prose: Readonly<Record<Language, LessonProse>>;
}

const loaded: Loaded[] = [];

beforeAll(async () => {
  for (const { folder, part } of parts) {
    for (const entry of part.lessons) {
      const lesson = await loadLesson(folder, entry);
      const [en, zh] = await Promise.all(languages.map((one) => loadProse(folder, entry, one)));
      const place = `${folder}/${entry.folder}`;
      loaded.push({ folder: place, title: entry.title.en, lesson, prose: { en: en!, zh: zh! } });
    }
  }
});

/** Every sentence of a lesson, wherever it stands. */
function textsOf(value: unknown): Text[] {
  if (typeof value !== 'object' || value === null) return [];
  const { en, zh } = value as Partial<Text>;
  if (typeof en === 'string' && typeof zh === 'string') return [{ en, zh }];
  return Object.values(value).flatMap(textsOf);
}

/** All that a lesson says in one language, without code. */
function wordsOf({ lesson, prose }: Loaded, language: Language): string {
  const html = prose[language].html.replace(/<(pre|code)\b.*?<\/\1>/gs, ' ');
  const sentences = textsOf(lesson).map((text) => text[language].replace(/`[^`]*`/g, ' '));
  return [html.replace(/<[^>]*>/g, ''), ...sentences].join('\n');
}

describe('glossary', () => {
  it('no text uses a word that is avoided', () => {
    const avoided = glossary.flatMap(({ avoid = [] }) => avoid);
    const found = loaded.flatMap((one) =>
      languages.flatMap((language) => {
        const words = wordsOf(one, language);
        return avoided
          .filter((word) => new RegExp(/^[a-z]+$/i.test(word) ? `\\b${word}\\b` : word).test(words))
          .map((word) => `${one.folder}, ${language}: ${word}`);
      }),
    );
    expect(found).toEqual([]);
  });

  it('a term of the English text stands as its twin in the Chinese one', () => {
    const missing = loaded.flatMap((one) => {
      const [en, zh] = [wordsOf(one, 'en'), wordsOf(one, 'zh')];
      return glossary
        .filter((term) => term.en !== term.zh)
        .filter(({ en: word, pattern }) => (pattern ?? new RegExp(`\\b${word}s?\\b`, 'i')).test(en))
        .filter((term) => !zh.includes(term.zh))
        .map((term) => `${one.folder}: ${term.en} is not ${term.zh}`);
    });
    expect(missing).toEqual([]);
  });

  it('every term is used by some lesson', () => {
    const all = loaded.map((one) => wordsOf(one, 'zh')).join('\n');
    expect(glossary.filter(({ zh }) => !all.includes(zh)).map(({ en }) => en)).toEqual([]);
  });
});

it('Chinese sentences are Chinese, with Chinese punctuation', () => {
  const wrong = loaded.flatMap((one) =>
    textsOf(one.lesson)
      .map(({ zh }) => zh)
      .filter((zh) => /\p{Script=Han}[,;?!]|\p{Script=Han}\.(\s|$)/u.test(zh)),
  );
  expect(wrong).toEqual([]);
});

it('no emphasis is left as a bare asterisk (Chinese punctuation before the closing one does that)', () => {
  const bare = loaded.flatMap((one) =>
    languages.flatMap((language) => {
      const plain = one.prose[language].html.replace(/<(pre|code)\b.*?<\/\1>/gs, '');
      return (plain.match(/.{0,20}\*.{0,20}/g) ?? []).map((near) => `${one.folder}: ${near}`);
    }),
  );
  expect(bare).toEqual([]);
});

it('sentences outside the prose mark code only: emphasis would be shown as it is typed', () => {
  const marked = loaded.flatMap((one) =>
    textsOf(one.lesson)
      .flatMap(({ en, zh }) => [en, zh])
      .filter((text) => /\*\S[^*]*\*|(^|\W)_\S[^_]*_/.test(text.replace(/`[^`]*`/g, ''))),
  );
  expect(marked).toEqual([]);
});

it('no line of Chinese prose ends in a space that nobody typed', () => {
  const torn = loaded.flatMap(({ folder, prose }) =>
    (
      prose.zh.html
        .replace(/<pre.*?<\/pre>/gs, '')
        .match(/.{0,9}\p{Script=Han}\n\p{Script=Han}.{0,9}/gu) ?? []
    ).map((near) => `${folder}: ${near}`),
  );
  expect(torn).toEqual([]);
});

it('the table of the course in the README is fresh', () => {
  const path = 'lessons/README.md';
  const text = readFileSync(path, 'utf8');
  const pattern = /(<!-- course table -->\n)[^]*(<!-- end of course table -->)/;
  const fresh = text.replace(
    pattern,
    (_, start, end) => `${start}\n${courseTable(loaded)}\n\n${end}`,
  );
  if (process.env['UPDATE'] !== undefined) writeFileSync(path, fresh);
  expect(readFileSync(path, 'utf8')).toBe(fresh);
});
