/**
 * A lesson's prose in one language, rendered at build time from `en.md` or `zh.md`.
 *
 * Read next: build/lesson-markdown.ts, which makes it.
 */

/** A fenced block. */
export interface ProseBlock {
  readonly language: string;
  /** What follows the language on the fence. */
  readonly options: string;
  readonly text: string;
  /** Line of the opening fence in the file, from 1. */
  readonly line: number;
}

/** The prose of a step: what stands under `## Title {#step-id}`. */
export interface ProseSection {
  /** '' when the heading names none. */
  readonly id: string;
  readonly title: string;
  readonly html: string;
  readonly blocks: readonly ProseBlock[];
  /** Words of prose; a Chinese character counts as half a word. Fenced blocks do not count. */
  readonly words: number;
  readonly line: number;
}

export interface LessonProse {
  /** Of the level-one heading. */
  readonly title: string;
  /** Everything but the title. */
  readonly html: string;
  readonly blocks: readonly ProseBlock[];
  /** What stands before the first section. */
  readonly intro: string;
  readonly sections: readonly ProseSection[];
}
