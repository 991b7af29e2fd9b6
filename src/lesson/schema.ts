/**
 * Refuses a lesson that types alone let through: unknown or missing parts, ids that clash, prose
 * without a step, hints that never get to the command. Every problem names file and line.
 *
 * Read next: lesson.ts.
 */
import type { LessonAction } from './actions.ts';
import type { Challenge, Goal, Lesson, Prediction, Step } from './lesson.ts';
import type { LessonProse, ProseBlock } from './prose.ts';
import type { Language, Text } from './text.ts';
import { languages } from './text.ts';

export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** The files of one lesson. */
export interface LessonFiles {
  /** As the messages shall name it, for example `lessons/10-zookeeper/10-data-tree`. */
  readonly folder: string;
  /** Text of lesson.ts, to find lines in. */
  readonly source: string;
  readonly prose: Readonly<Record<Language, LessonProse>>;
}

/** Sections of the prose that are no steps. */
const EXTRA_SECTIONS = ['challenge'] as const;
const MAX_WORDS = 120;
const keysOf = {
  lesson: 'id rows steps worlds challenge summary documents departures world terminals',
  step: 'id rows prediction goals hints solution wrong myth breaks focus',
  goal: 'id text when mistakes',
  prediction: 'id question choices',
  choice: 'id text isRight because',
  challenge: 'task goals hints par solution wrong debrief impossible world terminals',
} as const;

/** All problems of a lesson; none means that it may be shown. */
export function checkLesson(lesson: Lesson, files: LessonFiles): readonly Problem[] {
  return new Check(lesson, files).run();
}

class Check {
  readonly #problems: Problem[] = [];
  readonly #ids = new Set<string>();
  readonly #lesson: Lesson;
  readonly #files: LessonFiles;

  constructor(lesson: Lesson, files: LessonFiles) {
    this.#lesson = lesson;
    this.#files = files;
  }

  run(): readonly Problem[] {
    const lesson = this.#lesson;
    this.#keys(lesson, 'lesson', lesson.id);
    this.#id(lesson.id);
    const { steps } = lesson;
    if (steps.length < 5 || steps.length > 9) {
      this.#say(lesson.id, `a lesson has 5 to 9 steps, this one ${steps.length}`);
    }
    for (const row of lesson.rows) {
      if (!/^[ABC]\d+$/.test(row)) this.#say(row, `no row of the course: ${row}`);
    }
    if (lesson.world === undefined) this.#say(lesson.id, 'neither lesson nor part has a world');
    if (lesson.documents.length === 0) this.#say(lesson.id, 'no upstream document is named');
    for (const step of steps) this.#step(step);
    if (lesson.challenge !== undefined) this.#challenge(lesson.challenge);
    for (const text of [...lesson.summary, ...lesson.departures]) this.#text(text, lesson.id);
    if (lesson.summary.length !== 3) this.#say(lesson.id, 'the summary has three sentences');
    for (const language of languages) this.#prose(language);
    return this.#problems;
  }

  #step(step: Step): void {
    this.#keys(step, 'step', step.id);
    this.#id(step.id);
    if (step.goals.length === 0 && step.prediction === undefined) {
      this.#say(step.id, `step ${step.id}: the learner has nothing to do`);
    }
    this.#task(step.id, step);
    if (step.prediction !== undefined) this.#prediction(step.prediction);
    if (step.myth !== undefined) {
      this.#text(step.myth.claim, step.id);
      this.#text(step.myth.truth, step.id);
    }
  }

  #challenge(challenge: Challenge): void {
    this.#keys(challenge, 'challenge', 'challenge');
    this.#task('challenge', challenge);
    this.#text(challenge.task, 'challenge');
    this.#text(challenge.debrief, 'challenge');
    const { impossible } = challenge;
    if (impossible !== undefined) {
      for (const text of [impossible.why, impossible.offer]) this.#text(text, 'impossible');
    }
    if (!(challenge.par > 0)) this.#say('par', 'the par of a challenge is a positive number');
  }

  /** What steps and challenges share. */
  #task(id: string, { goals, hints, solution, wrong }: Step | Challenge): void {
    for (const goal of goals) this.#goal(goal);
    for (const hint of hints) this.#text(hint, id);
    if (goals.length > 0) {
      if (hints.length < 2)
        this.#say(id, `${id}: hints go from a nudge to the command, so two or more`);
      else if (!/`[^`]+`/.test(hints[hints.length - 1]!.en)) {
        this.#say(id, `${id}: the last hint does not say the exact command in backticks`);
      }
      if (solution.length === 0) this.#say(id, `${id}: goals without a solution`);
    }
    this.#actions(id, solution);
    for (const answer of wrong ?? []) {
      this.#actions(id, answer.actions);
      this.#text(answer.explains, id);
      if (!goals.some((goal) => goal.id === answer.goal)) {
        this.#say(answer.goal, `${id}: a wrong answer names the unknown goal ${answer.goal}`);
      }
    }
  }

  #goal(goal: Goal): void {
    this.#keys(goal, 'goal', goal.id);
    this.#id(goal.id);
    this.#text(goal.text, goal.id);
    for (const mistake of goal.mistakes ?? []) this.#text(mistake.say, goal.id);
  }

  #prediction(prediction: Prediction): void {
    this.#keys(prediction, 'prediction', prediction.id);
    this.#id(prediction.id);
    this.#text(prediction.question, prediction.id);
    const { choices } = prediction;
    const right = choices.filter(({ isRight }) => isRight).length;
    if (choices.length < 2 || right !== 1) {
      this.#say(prediction.id, `${prediction.id}: two or more choices, exactly one right`);
    }
    for (const choice of choices) {
      this.#keys(choice, 'choice', choice.id);
      this.#text(choice.text, choice.id);
      this.#text(choice.because, choice.id);
    }
    if (new Set(choices.map(({ id }) => id)).size < choices.length) {
      this.#say(prediction.id, `${prediction.id}: two choices of the same id`);
    }
  }

  #actions(id: string, actions: readonly LessonAction[]): void {
    const lesson = this.#lesson;
    const terminals = [...(lesson.terminals ?? []), ...(lesson.challenge?.terminals ?? [])];
    const names = new Set(terminals.map(({ name }) => name));
    const all = [...lesson.steps.flatMap(({ solution }) => solution), ...actions];
    for (const action of all) if (action.do === 'open') names.add(action.name);
    for (const action of actions) {
      if (!('terminal' in action) || names.has(action.terminal)) continue;
      this.#say(action.terminal, `${id}: no terminal is called ${action.terminal}`);
    }
  }

  #prose(language: Language): void {
    const prose = this.#files.prose[language];
    const file = `${language}.md`;
    const wanted = [
      ...this.#lesson.steps.map(({ id }) => id),
      ...(this.#lesson.challenge === undefined ? [] : EXTRA_SECTIONS),
    ];
    const found = prose.sections.map(({ id }) => id);
    if (prose.title === '') this.#sayIn(file, 1, 'no level-one heading');
    for (const id of wanted.filter((one) => !found.includes(one))) {
      this.#sayIn(file, 1, `no section {#${id}}`);
    }
    for (const { id, line, words, blocks } of prose.sections) {
      if (!wanted.includes(id)) this.#sayIn(file, line, `no step is called "${id}"`);
      if (words >= MAX_WORDS)
        this.#sayIn(file, line, `${words} words; a step has fewer than ${MAX_WORDS}`);
      for (const block of blocks) this.#block(file, block);
    }
    if (found.join() !== wanted.join() && wanted.every((id) => found.includes(id))) {
      this.#sayIn(file, 1, 'the sections do not stand in the order of the steps');
    }
  }

  #block(file: string, { language, text, line }: ProseBlock): void {
    if (language === 'world') {
      const name = text.trim();
      if (this.#lesson.worlds?.[name] === undefined) this.#sayIn(file, line, `no world "${name}"`);
    } else if (language !== 'console' && language !== 'text') {
      this.#sayIn(file, line, `a block is console, world or text, not "${language}"`);
    }
  }

  #text(text: Text, near: string): void {
    for (const language of languages) {
      const sentence = text[language];
      if (typeof sentence !== 'string' || sentence.trim() === '') {
        this.#say(near, `${near}: a sentence is missing in ${language}`);
      }
    }
    if (text.en === text.zh && /[a-z]{3} [a-z]{3}/i.test(text.en.replace(/`[^`]*`/g, ''))) {
      this.#say(near, `${near}: not translated: ${text.en}`);
    }
  }

  #id(id: string): void {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) this.#say(id, `not an id: "${id}"`);
    if (this.#ids.has(id)) this.#say(id, `the id ${id} is used twice`);
    this.#ids.add(id);
  }

  #keys(value: object, kind: keyof typeof keysOf, near: string): void {
    const allowed = keysOf[kind].split(' ');
    for (const key of Object.keys(value)) {
      if (!allowed.includes(key)) this.#say(key, `${near}: a ${kind} has no "${key}"`);
    }
  }

  /** A problem in lesson.ts, at the line that speaks of `near`. */
  #say(near: string, message: string): void {
    const lines = this.#files.source.split('\n');
    const quoted = lines.findIndex((line) => line.includes(`'${near}'`));
    const plain = quoted >= 0 ? quoted : lines.findIndex((line) => line.includes(near));
    this.#sayIn('lesson.ts', Math.max(0, plain) + 1, message);
  }

  #sayIn(name: string, line: number, message: string): void {
    this.#problems.push({ file: `${this.#files.folder}/${name}`, line, message });
  }
}
