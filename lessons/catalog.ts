/**
 * All parts and lessons, in reading order. Parts are small and loaded at once; a lesson and its
 * prose are loaded when they are opened, one language at a time.
 *
 *     const [part] = parts;                         // { folder, part }
 *     const lesson = await loadLesson(part.folder, part.part.lessons[0]);
 *     const prose = await loadProse(part.folder, entry, 'zh');
 */
import type { Lesson, LessonEntry, LessonProse, Part } from '../src/lesson/api.ts';
import { inherit } from '../src/lesson/api.ts';

const partFiles = import.meta.glob<Part>('./*/part.ts', { eager: true, import: 'default' });
const lessonFiles = import.meta.glob<Lesson>('./*/*/lesson.ts', { import: 'default' });
const proseFiles = import.meta.glob<LessonProse>('./*/*/*.md', { import: 'default' });

/** Parts with their folder's name, in order of folder. */
export const parts: readonly { readonly folder: string; readonly part: Part }[] = Object.entries(
  partFiles,
)
  .map(([path, part]) => ({ folder: path.split('/')[1] ?? '', part }))
  .sort((a, b) => (a.folder < b.folder ? -1 : 1));

/** A lesson with the settings of its part. */
export async function loadLesson(partFolder: string, entry: LessonEntry): Promise<Lesson> {
  const load = lessonFiles[`./${partFolder}/${entry.folder}/lesson.ts`];
  if (load === undefined) throw new Error(`no lesson in lessons/${partFolder}/${entry.folder}`);
  const part = parts.find(({ folder }) => folder === partFolder)?.part;
  return inherit(await load(), part);
}

/** The prose of a lesson in one language. */
export async function loadProse(
  partFolder: string,
  entry: LessonEntry,
  language: string,
): Promise<LessonProse> {
  const load = proseFiles[`./${partFolder}/${entry.folder}/${language}.md`];
  if (load === undefined)
    throw new Error(`no ${language}.md in lessons/${partFolder}/${entry.folder}`);
  return load();
}

/** Every lesson folder there is, listed by a part or not (for tests). */
export const lessonFolders: readonly string[] = Object.keys(lessonFiles)
  .map((path) => path.replace(/^\.\/|\/lesson\.ts$/g, ''))
  .sort();

export { glossary } from './glossary.ts';
