/** Every lesson keeps its promises, for several seeds and in both languages. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lessonFolders, loadLesson, loadProse, parts } from '../../lessons/catalog.ts';
import { checkLesson, languages } from '../../src/lesson/index.ts';
import { proveLesson } from './proof.ts';

const SEEDS = [1, 7, 42];

const entries = parts.flatMap(({ folder, part }) =>
  part.lessons.map((entry) => ({ folder, entry, name: `${folder}/${entry.folder}` })),
);

async function open({ folder, entry, name }: (typeof entries)[0]) {
  const lesson = await loadLesson(folder, entry);
  const [en, zh] = await Promise.all(languages.map((one) => loadProse(folder, entry, one)));
  const source = readFileSync(`lessons/${name}/lesson.ts`, 'utf8');
  return { lesson, prose: { en: en!, zh: zh! }, source };
}

it('every lesson folder is listed by its part, and only once', () => {
  expect(entries.map(({ name }) => name).sort()).toEqual(lessonFolders);
});

describe.each(entries)('$name', (entry) => {
  it('keeps to the schema', async () => {
    const { lesson, prose, source } = await open(entry);
    const problems = checkLesson(lesson, { folder: `lessons/${entry.name}`, source, prose });
    const lines = problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
    expect(lines).toEqual([]);
    expect(lesson.id).toBe(entry.entry.id);
  });

  it('shows the same transcripts and miniatures in both languages', async () => {
    const { prose } = await open(entry);
    const blocks = languages.map((language) =>
      prose[language].blocks.map(({ language: kind, options, text }) => ({ kind, options, text })),
    );
    expect(blocks[1]).toEqual(blocks[0]);
  });

  it.each(SEEDS)('is proved with seed %i', async (seed) => {
    const { lesson, prose } = await open(entry);
    const isThorough = seed === SEEDS[0];
    expect(proveLesson(lesson, { seed, prose: prose.en, isThorough })).toEqual([]);
  });
});
