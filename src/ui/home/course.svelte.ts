/**
 * The course as the home page lists it: parts and lessons from `lessons/`, with the learner's
 * progress. Parts are loaded after the first paint, lessons only when opened.
 */
import type { LessonEntry, Part } from '../../lesson/lesson.ts';
import { ProgressBook } from '../../lesson/progress.ts';
import { notices } from '../app/notices.svelte.ts';
import { settings } from '../app/settings.svelte.ts';

type PartModule = Readonly<Record<string, unknown>>;

const partFiles = import.meta.glob<PartModule>('/lessons/*/part.ts');

export interface CoursePart {
  /** Folder under `lessons/`. */
  readonly folder: string;
  readonly part: Part;
}

/** Storage that may be missing altogether: then the book says so once. */
function storage(): Storage {
  try {
    return localStorage;
  } catch {
    const fail = () => {
      throw new Error('storage is forbidden');
    };
    return { getItem: fail, setItem: fail } as unknown as Storage;
  }
}

class Course {
  parts = $state.raw<readonly CoursePart[]>([]);
  isLoaded = $state(false);
  /** Grows when progress changes. */
  version = $state(0);
  readonly book = new ProgressBook(storage());
  #loading: Promise<void> | undefined;

  load(): Promise<void> {
    this.#loading ??= this.#load();
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
    return this.doneIds().includes(id);
  }

  hasBegun(id: string): boolean {
    void this.version;
    return Object.keys(this.book.of(id).goals).length > 0;
  }

  doneIds(): readonly string[] {
    void this.version;
    return readDone();
  }

  markDone(id: string): void {
    const done = readDone();
    if (!done.includes(id)) writeDone([...done, id]);
    this.version++;
  }

  changed(): void {
    this.version++;
    const { problem } = this.book;
    if (problem !== null) notices.say(problem[settings.language], 12_000);
    this.book.problem = null;
  }

  async #load(): Promise<void> {
    const files = Object.entries(partFiles).sort(([a], [b]) => (a < b ? -1 : 1));
    const parts = await Promise.all(
      files.map(async ([path, load]) => {
        const module = await load();
        const part = Object.values(module).find(isPart);
        return part === undefined ? undefined : { folder: path.split('/').at(-2)!, part };
      }),
    );
    this.parts = parts.filter((part) => part !== undefined);
    this.isLoaded = true;
  }
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && 'lessons' in value && 'title' in value;
}

const DONE_KEY = 'ensemble.done';

function readDone(): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(DONE_KEY) ?? '[]');
    return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

function writeDone(ids: readonly string[]): void {
  try {
    localStorage.setItem(DONE_KEY, JSON.stringify(ids));
  } catch {
    // The book has told the learner already.
  }
}

export const course = new Course();
