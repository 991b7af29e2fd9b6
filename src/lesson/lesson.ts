/**
 * The shape of a lesson: what `lessons/NN-part/NN-lesson/lesson.ts` exports and the page shows.
 *
 * For the page: a `Lesson` is data plus conditions. Its prose lives in `en.md` and `zh.md` beside
 * it, cut into sections by headings such as `## How a node dies {#farewell}`; the section of a step
 * bears the step's id. A fenced block `world` in the prose becomes `<div data-world="name"></div>`:
 * fill it with a live miniature of that entry of `worlds` (mini-world.ts). A block `console` is a
 * transcript that a test replays. All other sentences of a lesson are `Text` (both languages at once).
 *
 * Authors write a lesson in two halves, plot.ts and words.ts.
 *
 * Read next: define-lesson.ts (puts the halves together), lesson-player.ts (runs a lesson), schema.ts
 * (refuses a wrong one), actions.ts.
 */
import type { LessonAction } from './actions.ts';
import type { Condition } from './condition.ts';
import type { TerminalSpec } from './terminal-spec.ts';
import type { Text } from './text.ts';
import type { WorldSpec } from './world-spec.ts';

/** A course part: `lessons/NN-part/part.ts`. Lists its lessons in reading order. */
export interface Part {
  readonly id: string;
  readonly title: Text;
  readonly lessons: readonly LessonEntry[];
  /** Settings that each of its lessons inherits and may override. */
  readonly settings?: LessonSettings;
}

/** What a table of contents needs to know without loading the lesson. */
export interface LessonEntry {
  /** Stable name, never the position; progress is stored under it. */
  readonly id: string;
  /** Folder under the part's folder, for example `10-data-tree`. */
  readonly folder: string;
  readonly title: Text;
  /** The question a person has, with which the lesson starts. */
  readonly question: Text;
  readonly minutes: number;
}

export interface LessonSettings {
  /** The simulated cluster that the lesson plays in. */
  readonly world?: WorldSpec;
  readonly terminals?: readonly TerminalSpec[];
}

export interface Lesson extends LessonSettings {
  readonly id: string;
  /** Rows of the course that the lesson covers, for example `B5`. */
  readonly rows: readonly string[];
  readonly steps: readonly Step[];
  /** Named miniature worlds of the prose. */
  readonly worlds?: Readonly<Record<string, MiniWorld>>;
  readonly challenge?: Challenge;
  /** What was learnt: exactly three sentences. */
  readonly summary: readonly [Text, Text, Text];
  /** Names of the upstream documents to read next. */
  readonly documents: readonly string[];
  /** Where the simulation departs from production, one sentence each. */
  readonly departures: readonly Text[];
}

/** One idea. Its prose is the section of the same id. */
export interface Step {
  readonly id: string;
  /** Rows of the course that this step shows; default: all of the lesson. */
  readonly rows?: readonly string[];
  /** Asked before the experiment. */
  readonly prediction?: Prediction;
  readonly goals: readonly Goal[];
  /** From a nudge to the exact command. */
  readonly hints: readonly Text[];
  /** Reaches every goal of the step from the end of the step before. */
  readonly solution: readonly LessonAction[];
  /** Plausible answers that must not pass; the tests play them. */
  readonly wrong?: readonly WrongAnswer[];
  /** A claim that notes commonly make and that is wrong, with the correction. */
  readonly myth?: { readonly claim: Text; readonly truth: Text };
  /** Promises that the learner's own deed breaks here (a wiped disk forgets). */
  readonly breaks?: readonly string[];
  /** What the page should bring to the front: a view's name or a host. */
  readonly focus?: 'stage' | 'terminal' | 'inspector' | 'timeline' | 'spaceTime';
}

export interface Goal {
  /** Stable and unique in the lesson: progress is stored under it. */
  readonly id: string;
  readonly text: Text;
  readonly when: Condition;
  /** Typical slips: while the goal is open, the first one that holds is explained. */
  readonly mistakes?: readonly Mistake[];
}

export interface Mistake {
  readonly when: Condition;
  readonly say: Text;
}

export interface Prediction {
  readonly id: string;
  readonly question: Text;
  readonly choices: readonly Choice[];
}

export interface Choice {
  readonly id: string;
  readonly text: Text;
  readonly isRight: boolean;
  /** Right: why. Wrong: what would have to be true for it. */
  readonly because: Text;
}

/** A plausible answer that leaves `goal` open, and a piece of the explanation it must get. */
export interface WrongAnswer {
  readonly goal: string;
  readonly actions: readonly LessonAction[];
  readonly explains: Text;
}

/** A task without instructions. It may play in a world of its own. */
export interface Challenge extends LessonSettings {
  readonly task: Text;
  readonly goals: readonly Goal[];
  readonly hints: readonly Text[];
  /** Fewest acting commands known (waiting is free). */
  readonly par: number;
  readonly solution: readonly LessonAction[];
  readonly wrong?: readonly WrongAnswer[];
  /** Shown when it is done. */
  readonly debrief: Text;
  /** Set when a correct ensemble does not let it happen: the learner may say so. */
  readonly impossible?: Impossible;
}

/** What is said to a learner who is convinced, and the fault with which it becomes possible. */
export interface Impossible {
  readonly why: Text;
  readonly offer: Text;
  /** The same world with the fault planted. */
  readonly plantedIn: (world: WorldSpec) => WorldSpec;
}

/** A small live world inside the prose: starts, plays its actions, shows what comes of it. */
export interface MiniWorld {
  readonly caption: Text;
  readonly world: WorldSpec;
  readonly terminals?: readonly TerminalSpec[];
  readonly actions: readonly LessonAction[];
  readonly show: 'stage' | 'tree' | 'terminal' | 'spaceTime';
  /** What is true when it has been played; a test holds it. */
  readonly ends: Condition;
}

export function definePart(part: Part): Part {
  return part;
}

/** A lesson with the settings of its part filled in. */
export function inherit(lesson: Lesson, part: Part | undefined): Lesson {
  return { ...part?.settings, ...lesson };
}

/** The goals of all steps, in reading order. */
export function stepGoals(lesson: Lesson): readonly Goal[] {
  return lesson.steps.flatMap(({ goals }) => goals);
}

/** Every goal of a lesson, challenge included. */
export function allGoals(lesson: Lesson): readonly Goal[] {
  return [...stepGoals(lesson), ...(lesson.challenge?.goals ?? [])];
}
