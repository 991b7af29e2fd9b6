/**
 * What a learner has reached, kept under stable names: a new version of a lesson keeps the goals
 * whose ids it keeps. Stored text that cannot be read is set aside, said, and never thrown away.
 *
 * Read next: lesson-player.ts.
 */
import type { Text } from './text.ts';
import { fill, t } from './text.ts';

/** Where progress is kept: `localStorage` fits. May throw; the book turns that into a message. */
export interface ProgressStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** `shown`: the solution was played, the learner has not done it. */
export type GoalProgress = 'reached' | 'shown';

/** Everything about one lesson. */
export interface LessonProgress {
  readonly goals: Readonly<Record<string, GoalProgress>>;
  /** Prediction id to the choice made first. */
  readonly answers: Readonly<Record<string, string>>;
  /** Step id to how many hints were opened. */
  readonly hints: Readonly<Record<string, number>>;
  /** Step that was read last. */
  readonly step?: string;
  /** Fewest acting commands with which the challenge was done. */
  readonly best?: number;
  /** Every step was done once: stays, whatever a later version of the lesson adds. */
  readonly isFinished?: true;
}

type Lessons = Readonly<Record<string, LessonProgress>>;

export const PROGRESS_KEY = 'ensemble.progress';
const FORMAT = 1;
/** Characters of all progress, twenty times what this course needs: no file may fill the storage. */
const MOST_KEPT = 1_000_000;
/** A book may have grown a little since: what is exported can be imported. */
const MOST_IMPORTED = 2 * MOST_KEPT;
const NOTHING: LessonProgress = { goals: {}, answers: {}, hints: {} };

const damaged = t(
  'The stored progress could not be read ({why}). It was set aside under `{key}`, and a new record was begun.',
  '无法读取已保存的学习进度（{why}）。原内容已另存为 `{key}`，现从新的记录开始。',
);
const notKept = t(
  'Progress cannot be kept in this browser ({why}). Export it before you leave.',
  '此浏览器无法保存进度（{why}）。离开前请先导出。',
);
const notImported = t('That is no progress file: {why}.', '这不是进度文件：{why}。');
const notJson = t('it is not JSON', '内容不是 JSON');
const tooLong = t(
  'it is longer than what this browser keeps (1,000,000 characters in all); your progress is as it was',
  '它超过了此浏览器能保存的长度（总共 1,000,000 个字符）；你的进度保持不变',
);
const noLessons = t('no lessons are in it', '其中没有课程');
const otherFormat = t('its format is {format}', '格式为 {format}');
const badLesson = t('the lesson “{id}” cannot be read', '无法读取课程“{id}”');

/** The progress of all lessons, in one stored text. */
export class ProgressBook {
  #lessons: Lessons = {};
  /** What went wrong with the storage, if anything; to be shown. */
  problem: Text | null = null;
  readonly #storage: ProgressStorage;

  constructor(storage: ProgressStorage) {
    this.#storage = storage;
    let text: string | null = null;
    try {
      text = storage.getItem(PROGRESS_KEY);
    } catch (error) {
      this.problem = fill(notKept, { why: reasonOf(error) });
    }
    if (text === null) return;
    const parsed = parseProgress(text);
    if (parsed.ok) this.#lessons = parsed.lessons;
    else {
      this.problem = fill(explained(damaged, parsed.why), { key: this.#setAside(text) });
    }
  }

  of(lesson: string): LessonProgress {
    return this.#lessons[lesson] ?? NOTHING;
  }

  change(lesson: string, change: Partial<LessonProgress>): void {
    this.#lessons = { ...this.#lessons, [lesson]: { ...this.of(lesson), ...change } };
    this.#save();
  }

  /** Forgets one lesson, or all. */
  reset(lesson?: string): void {
    if (lesson === undefined) this.#lessons = {};
    else {
      const { [lesson]: _, ...rest } = this.#lessons;
      this.#lessons = rest;
    }
    this.#save();
  }

  /** A text for a file; `importText` reads it. */
  exportText(): string {
    return `${JSON.stringify({ format: FORMAT, lessons: this.#lessons }, null, 1)}\n`;
  }

  /** Adds a file's progress to what is there; nothing that was reached is lost. Null, or why not. */
  importText(text: string): Text | null {
    const parsed = text.length > MOST_IMPORTED ? TOO_LONG : parseProgress(text);
    if (!parsed.ok) return explained(notImported, parsed.why);
    const before = this.#lessons;
    const merged: Record<string, LessonProgress> = { ...this.#lessons };
    for (const [id, theirs] of Object.entries(parsed.lessons))
      merged[id] = merge(this.of(id), theirs);
    this.#lessons = merged;
    const isTooLong = this.exportText().length > MOST_KEPT;
    if (!isTooLong && this.#save()) return null;
    // Where not even what was there before can be kept, the file is not what is wrong.
    this.#lessons = before;
    if (isTooLong || this.#save()) {
      this.problem = null;
      return explained(notImported, tooLong);
    }
    this.#lessons = merged;
    return null;
  }

  #save(): boolean {
    return this.#write(PROGRESS_KEY, this.exportText());
  }

  #write(key: string, text: string): boolean {
    try {
      this.#storage.setItem(key, text);
      return true;
    } catch (error) {
      this.problem = fill(notKept, { why: reasonOf(error) });
      return false;
    }
  }

  /** Keeps a text that cannot be read under the first free name: earlier ones stay. */
  #setAside(text: string): string {
    for (let number = 1; ; number++) {
      const key = `${PROGRESS_KEY}.damaged${number === 1 ? '' : `.${number}`}`;
      const there = this.#storage.getItem(key);
      if (there === null) this.#write(key, text);
      if (there === null || there === text) return key;
    }
  }
}

function merge(ours: LessonProgress, theirs: LessonProgress): LessonProgress {
  const goals: Record<string, GoalProgress> = { ...ours.goals };
  for (const [id, how] of Object.entries(theirs.goals)) {
    if (goals[id] !== 'reached') goals[id] = how;
  }
  const best = Math.min(ours.best ?? Infinity, theirs.best ?? Infinity);
  const step = ours.step ?? theirs.step;
  return {
    goals,
    answers: { ...theirs.answers, ...ours.answers },
    hints: { ...theirs.hints, ...ours.hints },
    ...(step === undefined ? {} : { step }),
    ...(best === Infinity ? {} : { best }),
    ...(ours.isFinished === true || theirs.isFinished === true ? { isFinished: true } : {}),
  };
}

type Parsed =
  { readonly ok: true; readonly lessons: Lessons } | { readonly ok: false; readonly why: Text };

const TOO_LONG: Parsed = { ok: false, why: tooLong };

/** Each language gets its reason in its own words. */
function explained(text: Text, why: Text): Text {
  return { en: fill(text, { why: why.en }).en, zh: fill(text, { why: why.zh }).zh };
}

/** Reads a stored text strictly: what is not understood is refused as a whole. */
function parseProgress(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, why: notJson };
  }
  if (!isRecord(value) || !isRecord(value['lessons'])) return { ok: false, why: noLessons };
  const { format } = value;
  if (format !== FORMAT) {
    return { ok: false, why: fill(otherFormat, { format: JSON.stringify(format) ?? '?' }) };
  }
  const lessons: Record<string, LessonProgress> = {};
  for (const [id, raw] of Object.entries(value['lessons'])) {
    const lesson = parseLesson(raw);
    if (lesson === undefined) return { ok: false, why: fill(badLesson, { id }) };
    lessons[id] = lesson;
  }
  return { ok: true, lessons };
}

function parseLesson(raw: unknown): LessonProgress | undefined {
  if (!isRecord(raw)) return undefined;
  const { goals, answers, hints, step, best, isFinished } = raw;
  const isSound =
    isMapOf(goals, (how) => how === 'reached' || how === 'shown') &&
    isMapOf(answers, (choice) => typeof choice === 'string') &&
    isMapOf(hints, (count) => typeof count === 'number') &&
    (step === undefined || typeof step === 'string') &&
    (best === undefined || typeof best === 'number') &&
    (isFinished === undefined || isFinished === true);
  return isSound ? (raw as unknown as LessonProgress) : undefined;
}

function isMapOf(value: unknown, check: (item: unknown) => boolean): boolean {
  return isRecord(value) && Object.values(value).every(check);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
