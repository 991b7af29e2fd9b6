/**
 * The table from rows of the course to the lessons and steps that show them, as Markdown.
 */
import type { Lesson } from './lesson.ts';

/** A lesson with where it lies and what it is called. */
export interface PlacedLesson {
  readonly folder: string;
  readonly title: string;
  readonly lesson: Lesson;
}

/** One line for each row that some lesson covers, in the order of the course. */
export function courseTable(lessons: readonly PlacedLesson[]): string {
  const rows = [...new Set(lessons.flatMap(({ lesson }) => rowsOf(lesson)))].sort(byRow);
  const lines = rows.map(
    (row) => `| ${row} | ${lessons.flatMap((one) => cell(one, row)).join('; ')} |`,
  );
  return ['| Row | Lessons and steps |', '| --- | --- |', ...lines].join('\n');
}

function rowsOf({ rows, steps }: Lesson): readonly string[] {
  return [...rows, ...steps.flatMap((step) => step.rows ?? [])];
}

function cell({ folder, title, lesson }: PlacedLesson, row: string): string[] {
  const steps = lesson.steps.filter((step) => (step.rows ?? lesson.rows).includes(row));
  if (steps.length === 0) return [];
  const isAll = steps.length === lesson.steps.length;
  const names = isAll ? 'all steps' : steps.map(({ id }) => id).join(', ');
  return [`[${title}](${folder}/en.md): ${names}`];
}

function byRow(a: string, b: string): number {
  return a[0] === b[0] ? Number(a.slice(1)) - Number(b.slice(1)) : a < b ? -1 : 1;
}
