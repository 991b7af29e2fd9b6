/**
 * Proves one lesson by playing it: not solved at its start; each step's solution solves it, in
 * order; no acting command is superfluous; wrong answers fail with the right explanation; the prose
 * prints what it shows. Gives the failures in words, so that a test can also show that it can fail.
 */
import type {
  Challenge,
  Lesson,
  LessonAction,
  LessonProse,
  Step,
  Text,
} from '../../src/lesson/index.ts';
import {
  LessonPlayer,
  MiniWorldPlayer,
  ProgressBook,
  allGoals,
  isActing,
  startWorld,
} from '../../src/lesson/index.ts';
import { Watch } from '../../src/lesson/judge.ts';
import { replayBlock } from './console-block.ts';

/** What is proved for every seed, and what for the first only (it costs many runs). */
export interface ProofOptions {
  readonly seed: number;
  readonly prose: LessonProse;
  readonly isThorough: boolean;
}

/** A storage that forgets with the test. */
export function memoryStorage(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  } as unknown as Storage;
}

export function openPlayer(lesson: Lesson, seed: number): LessonPlayer {
  const book = new ProgressBook(memoryStorage());
  const player = new LessonPlayer({ lesson, book, startWorld, seed });
  player.begin();
  return player;
}

/** All failures of a lesson; none means proved. */
export function proveLesson(lesson: Lesson, options: ProofOptions): string[] {
  const proof = new Proof(lesson, options);
  return proof.run().map((failure) => `${lesson.id}, seed ${options.seed}: ${failure}`);
}

type Task = Pick<Step | Challenge, 'goals' | 'solution' | 'wrong'>;

class Proof {
  readonly #failures: string[] = [];
  readonly #lesson: Lesson;
  readonly #options: ProofOptions;
  readonly #player: LessonPlayer;

  constructor(lesson: Lesson, options: ProofOptions) {
    this.#lesson = lesson;
    this.#options = options;
    this.#player = openPlayer(lesson, options.seed);
  }

  run(): string[] {
    const solved = Object.keys(this.#player.progress.goals);
    if (solved.length > 0) this.#failures.push(`solved at the start: ${solved.join(', ')}`);
    for (const [index, step] of this.#lesson.steps.entries()) {
      this.#player.goTo(index);
      if (this.#options.isThorough) this.#blocks(step);
      this.#task(step.id, step);
      this.#prediction(step);
    }
    this.#worlds();
    const { challenge } = this.#lesson;
    if (challenge !== undefined) {
      this.#promises(
        'the steps',
        this.#lesson.steps.flatMap(({ breaks = [] }) => breaks),
      );
      if (challenge.impossible !== undefined) this.#impossible(challenge);
      this.#player.openChallenge({ isPlanted: challenge.impossible !== undefined });
      this.#task('challenge', challenge);
      const acting = challenge.solution.filter(isActing).length;
      if (acting !== challenge.par) {
        this.#failures.push(`challenge: par ${challenge.par}, the solution acts ${acting} times`);
      }
    }
    if (challenge?.impossible === undefined) this.#promises('challenge', []);
    return this.#failures;
  }

  #worlds(): void {
    for (const [name, world] of Object.entries(this.#lesson.worlds ?? {})) {
      const mini = new MiniWorldPlayer(world, startWorld, this.#options.seed);
      const ends = new Watch(world.ends);
      while (!mini.playback.isDone) {
        if (mini.playback.isReady) mini.playback.next();
        const untilMs = mini.playback.readyAtMs;
        mini.advance({ untilMs, stop: (record) => ends.observe(mini.momentOf(record)) && false });
      }
      const moment = mini.momentOf(null);
      if (!ends.observe(moment)) {
        const { en } = world.ends.missing(ends.memory, moment);
        this.#failures.push(`world ${name}: ${en}`);
      }
    }
  }

  /** No promise is broken but those that the learner's own deed breaks; and those are. */
  #promises(where: string, expected: readonly string[]): void {
    const broken = this.#player.timeline.world.violations;
    for (const { invariant, detail } of broken) {
      if (!expected.includes(invariant)) this.#failures.push(`${where}: ${invariant}: ${detail}`);
    }
    for (const name of expected) {
      if (broken.every(({ invariant }) => invariant !== name)) {
        this.#failures.push(`${where}: ${name} holds, although a step says it breaks it`);
      }
    }
  }

  /** In a correct ensemble even the solution does not do it. */
  #impossible({ goals, solution }: Challenge): void {
    this.#player.openChallenge();
    this.#player.play(solution).finish();
    if (this.#openGoals({ goals, solution }).length === 0) {
      this.#failures.push('challenge: said to be impossible, but done without the fault');
    }
    this.#promises('challenge without the fault', []);
  }

  #task(id: string, task: Task): void {
    const player = this.#player;
    const base = player.timeline;
    if (this.#options.isThorough) {
      for (const [index, action] of task.solution.entries()) {
        if (!isActing(action)) continue;
        const rest = task.solution.filter((_, i) => i !== index);
        this.#try(base, task, rest);
        if (this.#openGoals(task).length === 0) {
          this.#failures.push(`${id}: solved without action ${index + 1} (${textOf(action)})`);
        }
      }
      for (const [index, answer] of (task.wrong ?? []).entries()) {
        this.#try(base, task, answer.actions);
        this.#explained(`${id}: wrong answer ${index + 1}`, answer);
      }
    }
    this.#reset(base, task);
    const before = this.#reached();
    const order: string[] = [];
    const stop = player.subscribe(() => {
      for (const one of this.#reached())
        if (!before.has(one) && !order.includes(one)) order.push(one);
    });
    player.play(task.solution).finish();
    stop();
    const wanted = task.goals.map((goal) => goal.id);
    const missing = this.#openGoals(task).map((goal) => this.#why(goal));
    if (missing.length > 0) this.#failures.push(`${id}: the solution leaves ${missing.join('; ')}`);
    else if (order.join() !== wanted.join()) {
      this.#failures.push(`${id}: goals came true as ${order.join()}, not as ${wanted.join()}`);
    }
  }

  #explained(where: string, { goal, explains }: { goal: string; explains: Text }): void {
    const view = this.#player.goals().find(({ id }) => id === goal);
    if (view?.status !== 'open') {
      this.#failures.push(`${where} passes as ${goal}`);
      return;
    }
    for (const language of ['en', 'zh'] as const) {
      const said = [view.mistake?.[language], view.missing?.[language]].join(' ');
      if (!said.includes(explains[language])) {
        this.#failures.push(`${where} is told "${said}", not "${explains[language]}"`);
      }
    }
  }

  #prediction({ id, prediction }: Step): void {
    for (const choice of prediction?.choices ?? []) {
      const given = this.#player.answer(prediction!.id, choice.id);
      if (given?.because !== choice.because)
        this.#failures.push(`${id}: ${choice.id} is not explained`);
    }
  }

  #blocks(step: Step): void {
    const section = this.#options.prose.sections.find(({ id }) => id === step.id);
    const blocks = section?.blocks.filter(({ language }) => language === 'console') ?? [];
    if (blocks.length === 0) return;
    const player = this.#player;
    const base = player.timeline;
    this.#reset(base, step);
    let isSolved = false;
    for (const { options, text, line } of blocks) {
      const words = options.split(/\s+/);
      if (words.includes('after=solution') && !isSolved) {
        player.play(step.solution).finish();
        isSolved = true;
      }
      const waitMs = Number(words.find((word) => word.startsWith('wait='))?.slice(5) ?? 0);
      if (waitMs > 0) player.play([{ do: 'wait', forMs: waitMs }]).finish();
      const problems = replayBlock(player, words[0] ?? '', text);
      this.#failures.push(...problems.map((problem) => `line ${line} of the prose: ${problem}`));
    }
    this.#reset(base, step);
  }

  /** Plays actions from a base in a fork, with the task's goals open. */
  #try(base: LessonPlayer['timeline'], task: Task, actions: readonly LessonAction[]): void {
    this.#reset(base, task);
    this.#player.play(actions).finish();
  }

  #reset(base: LessonPlayer['timeline'], task: Task): void {
    const player = this.#player;
    const open = new Set(task.goals.map(({ id }) => id));
    const later = this.#goalsAfter(task);
    const goals = Object.entries(player.progress.goals).filter(
      ([id]) => !open.has(id) && !later.has(id),
    );
    player.adopt(base.fork());
    player.book.change(this.#lesson.id, { goals: Object.fromEntries(goals) });
  }

  #goalsAfter(task: Task): ReadonlySet<string> {
    const ids = allGoals(this.#lesson).map(({ id }) => id);
    const last = ids.indexOf(task.goals[task.goals.length - 1]?.id ?? '');
    return new Set(ids.slice(last + 1));
  }

  #reached(): Set<string> {
    return new Set(Object.keys(this.#player.progress.goals));
  }

  #openGoals(task: Task): readonly string[] {
    const reached = this.#reached();
    return task.goals.map(({ id }) => id).filter((id) => !reached.has(id));
  }

  #why(goal: string): string {
    return `${goal} (${this.#player.goals().find(({ id }) => id === goal)?.missing?.en ?? 'open'})`;
  }
}

function textOf(action: LessonAction): string {
  return action.do === 'type' ? action.line : action.do;
}
