/**
 * The course as the home page lists it: parts and lessons from `lessons/`, with the learner's
 * progress. Parts are loaded after the first paint, lessons only when opened.
 */
import type { LessonEntry, Part } from '../../lesson/lesson.ts';
import { PROGRESS_KEY, ProgressBook } from '../../lesson/progress.ts';
import { isEmbedded } from '../app/embed.ts';
import { notices } from '../app/notices.svelte.ts';
import { settings } from '../app/settings.svelte.ts';
import { forgetStored } from '../app/stored.ts';

type Catalog = typeof import('../../../lessons/catalog.ts');

export interface CoursePart {
  /** Folder under `lessons/`. */
  readonly folder: string;
  readonly part: Part;
}

/** An embedded page, or one without storage, keeps progress until it is closed. */
const memory = new Map<string, string>();
const inMemory = {
  getItem: (key: string) => memory.get(key) ?? null,
  setItem: (key: string, value: string) => void memory.set(key, value),
};

/** Storage that may be missing altogether: then the book says so once. */
function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  if (isEmbedded || typeof window === 'undefined') return inMemory;
  try {
    return localStorage;
  } catch {
    const fail = () => {
      throw new Error('storage is forbidden');
    };
    return { getItem: fail, setItem: fail };
  }
}

class Course {
  parts = $state.raw<readonly CoursePart[]>([]);
  isLoaded = $state(false);
  /** Grows when progress changes. */
  version = $state(0);
  /** Grows when everything was forgotten: an open lesson starts again. */
  forgotten = $state(0);
  #isListening = false;
  readonly book = new ProgressBook({
    getItem: (key) => storage().getItem(key),
    // While another tab's progress is taken over, nothing is written back.
    setItem: (key, value) => this.#isListening || storage().setItem(key, value),
  });
  #loading: Promise<void> | undefined;

  constructor() {
    if (typeof addEventListener === 'undefined') return;
    addEventListener('storage', ({ key, newValue }) => {
      if (key === PROGRESS_KEY && newValue !== null) this.#takeOver(newValue);
    });
  }

  /** Another tab has reached something, or forgotten everything. */
  #takeOver(text: string): void {
    this.#isListening = true;
    if (isEmptyBook(text)) this.book.reset();
    else this.book.importText(text);
    this.#isListening = false;
    this.version++;
  }

  load(): Promise<void> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      // Whoever asks again tries again.
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  readonly lessons: readonly LessonEntry[] = $derived(
    this.parts.flatMap(({ part }) => part.lessons),
  );

  readonly hasStarted = $derived.by(() => {
    void this.version;
    return this.lessons.some(({ id }) => Object.keys(this.book.of(id).goals).length > 0);
  });

  /** The first lesson that is not finished. */
  readonly next = $derived.by(() => {
    void this.version;
    return this.lessons.find(({ id }) => !this.isDone(id)) ?? this.lessons[0];
  });

  isDone(id: string): boolean {
    void this.version;
    return this.book.of(id).isFinished === true;
  }

  hasBegun(id: string): boolean {
    void this.version;
    return Object.keys(this.book.of(id).goals).length > 0;
  }

  markDone(id: string): void {
    if (this.book.of(id).isFinished === true) return;
    this.book.change(id, { isFinished: true });
    this.changed();
  }

  /** Forgets everything that was reached. */
  forget(): void {
    this.book.reset();
    // A run that is kept would reach its goals again.
    forgetStored('run.lesson.');
    this.forgotten++;
    this.changed();
  }

  changed(): void {
    this.version++;
    const { problem } = this.book;
    if (problem !== null) notices.say(problem[settings.language], 12_000);
    this.book.problem = null;
  }

  /** The lesson's part and entry; undefined when there is none. */
  find(id: string): { readonly folder: string; readonly entry: LessonEntry } | undefined {
    for (const { folder, part } of this.parts) {
      const entry = part.lessons.find((one) => one.id === id);
      if (entry !== undefined) return { folder, entry };
    }
    return undefined;
  }

  /** The lesson behind this one in reading order. */
  after(id: string): LessonEntry | undefined {
    return this.lessons[this.lessons.findIndex((one) => one.id === id) + 1];
  }

  async catalog(): Promise<Catalog> {
    const catalog = await import('../../../lessons/catalog.ts');
    this.parts = catalog.parts;
    this.isLoaded = true;
    return catalog;
  }

  async #load(): Promise<void> {
    await this.catalog();
  }
}

/** A text of progress without any: the other tab has forgotten everything. */
function isEmptyBook(text: string): boolean {
  try {
    const { lessons } = JSON.parse(text) as { lessons?: object };
    return lessons !== undefined && Object.keys(lessons).length === 0;
  } catch {
    return false;
  }
}

export const course = new Course();
