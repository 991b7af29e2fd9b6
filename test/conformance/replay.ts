/**
 * Replays one golden case against the simulated cluster, step by step, and says where it differs.
 *
 * Waiting is not a step in the transcripts: the recorder waited until the output was quiet, and
 * before a step that needs it (an expiry, an election) as long as it took. So a step is given
 * virtual time until what is expected has come; and where that never happens, it is tried again
 * from the same moment, after a longer and longer wait.
 *
 * Where the real tool races, as three servers that are started at once do, the outcome of one seed is
 * enough: a case passes when some order that the real one allows gives what was recorded.
 *
 * Read next: case-world.ts (the cluster), compare.ts (what counts as equal).
 */
import { CaseWorld } from './case-world.ts';
import type { Difference, Observed } from './compare.ts';
import { compareStep } from './compare.ts';
import { commandOf, serverOfActor } from './command-lines.ts';
import { doHarnessStep, modesOf } from './harness-steps.ts';
import type { GoldenCase, GoldenStep } from './golden-case.ts';
import type { LogEvidence } from './log-evidence.ts';
import { logEvidence } from './log-evidence.ts';
import { Normaliser } from './normalise.ts';
import { columnAfter, splitAtPrompt } from './prompt.ts';
import { isRaw, isTampering, keysOf, paceOf } from './step-kinds.ts';
import { SessionGuesses, SessionNumbers } from './sessions.ts';
import { Work } from './work.ts';

/** A step that is not equal. */
export interface StepDifference {
  /** From 1. */
  readonly number: number;
  readonly step: GoldenStep;
  readonly differences: readonly Difference[];
}

export interface ReplayResult {
  readonly golden: GoldenCase;
  /** Of the cluster's random choices and its clock's phase. */
  readonly seed: number;
  readonly differences: readonly StepDifference[];
  readonly log: LogEvidence;
  /** Violated invariants of the simulation, one line each. */
  readonly violations: readonly string[];
}

/** Waits before a step, in milliseconds, tried in this order. */
const waits = [0, 150, 400, 1_000, 1_700, 4_000, 10_000, 20_000, 45_000, 90_000];
const shortWaits = 5;
/** Times after an act on a process, tried when the usual ones were too long. */
const shortPaces = [300, 700, 1_200];
/** How long a client may have been frozen, tried when the usual time was wrong. */
const frozenTimes = [0, 1_000, 3_000, 20_000, 45_000];
/** A client that is idle for so long sends a ping, a few steps ago perhaps. */
const idleMs = 11_000;
const recentMax = 14;
/** A draw of lots that so many seeds do not hit is taken for a difference. */
const seedsMax = 60;
const boundMs = 60_000;
const asyncBoundMs = 240_000;
/** Nothing more is expected of a command that has shown its prompt and been quiet for so long. */
const quietMs = 4_000;

/** Everything a try of a step may change. */
interface Moment {
  /** Shared by all copies. */
  readonly work: Work;
  readonly world: CaseWorld;
  readonly normaliser: Normaliser;
  readonly goldenSessions: SessionNumbers;
  readonly ourSessions: SessionGuesses;
}

function copyOf({ work, world, normaliser, goldenSessions, ourSessions }: Moment): Moment {
  return {
    work,
    world: world.copy(),
    normaliser: normaliser.copy(),
    goldenSessions: goldenSessions.copy(),
    ourSessions: ourSessions.copy(),
  };
}

/**
 * Replays a case to its end, whatever differs on the way. Where the real tool draws lots (which
 * server of a list, when a log rolls, who is first), other seeds draw differently: it is enough that
 * one of a few gives what was recorded. Otherwise it is told how the seed differs that came furthest.
 */
export function replayCase(golden: GoldenCase): ReplayResult {
  let best: ReplayResult | undefined;
  const work = new Work();
  for (let seed = 1; seed === 1 || (seed <= seedsMax && !work.isSpent); seed++) {
    const replay = new Replay(golden, seed, work);
    const result = replay.run();
    if (result.differences.length === 0) return result;
    if (best === undefined || firstFault(result) > firstFault(best)) best = result;
  }
  return best!;
}

function firstFault({ differences }: ReplayResult): number {
  return differences[0]?.number ?? Infinity;
}

class Replay {
  readonly #golden: GoldenCase;
  readonly #seed: number;
  #moment: Moment;
  readonly #differences: StepDifference[] = [];
  readonly #log = { found: 0, missing: [] as string[] };
  /** The last act on a process, and the moment before it. */
  #lastAct: { readonly index: number; readonly before: Moment } | undefined;
  /** The moments before the last few steps, newest first. */
  #recent: readonly { readonly index: number; readonly before: Moment }[] = [];

  constructor(golden: GoldenCase, seed: number, work: Work) {
    this.#golden = golden;
    this.#seed = seed;
    const world = new CaseWorld(golden, seed);
    world.begin();
    this.#moment = {
      world,
      normaliser: new Normaliser(),
      goldenSessions: new SessionNumbers(),
      ourSessions: new SessionGuesses(),
      work,
    };
  }

  run(): ReplayResult {
    for (const [index, step] of this.#golden.steps.entries()) {
      if (step.kind === 'log') this.#look(step);
      else this.#do(index, step);
      // Of the other seeds it is enough to know where they go wrong first.
      if (this.#seed > 1 && this.#differences.length > 0) break;
    }
    const { violations: all } = this.#moment.world.timeline.world;
    const violations = (this.#golden.steps.some(isTampering) ? [] : all).map(
      ({ invariant, detail }) => `${invariant}: ${detail.split('\n').slice(0, 3).join(' | ')}`,
    );
    return {
      golden: this.#golden,
      seed: this.#seed,
      differences: this.#differences,
      log: this.#log,
      violations,
    };
  }

  #look(step: GoldenStep): void {
    const { found, missing } = logEvidence(this.#moment.world, step);
    this.#log.found += found;
    this.#log.missing.push(...missing);
  }

  #do(index: number, step: GoldenStep): void {
    const isFirstFault = this.#differences.length === 0;
    if (step.kind === 'harness') this.#lastAct = { index, before: copyOf(this.#moment) };
    const tried = isFirstFault ? this.#tryAll(index, step) : tryStep(this.#moment, step, [0]);
    this.#recent = [{ index, before: copyOf(this.#moment) }, ...this.#recent].slice(0, recentMax);
    this.#moment = tried.moment;
    if (tried.differences.length > 0) {
      this.#differences.push({ number: index + 1, step, differences: tried.differences });
    }
    this.#moment.world.pass(paceOf(step));
  }

  #tryAll(index: number, step: GoldenStep): Try {
    const first = tryStep(this.#moment, step, waits.slice(0, shortWaits));
    if (first.differences.length === 0) return first;
    const earlier = this.#waitEarlier(index);
    if (earlier !== undefined) return earlier;
    const later = tryStep(this.#moment, step, waits.slice(shortWaits));
    if (later.differences.length === 0) return later;
    return this.#waitBeforeAct(index) ?? first;
  }

  /** The recorder may have waited before it acted on a process: until a session expired, say. */
  #waitBeforeAct(index: number): Try | undefined {
    if (this.#lastAct === undefined || this.#lastAct.index === index) return undefined;
    const steps = this.#golden.steps.slice(this.#lastAct.index, index + 1);
    for (const wait of waits.slice(3)) {
      const moment = copyOf(this.#lastAct.before);
      moment.world.pass(wait);
      const tried = trySteps(moment, steps, paceOf(steps[0]!));
      if (tried !== undefined) return tried;
    }
    // Or it went on sooner: before a client had come back, say.
    for (const pace of shortPaces) {
      const tried = trySteps(copyOf(this.#lastAct.before), steps, pace);
      if (tried !== undefined) return tried;
    }
    const isThaw = /^client \w+ continued/.test(steps[0]!.input ?? '');
    for (const frozenMs of isThaw ? frozenTimes : []) {
      const moment = copyOf(this.#lastAct.before);
      moment.world.frozenMs = frozenMs;
      const tried = trySteps(moment, steps, paceOf(steps[0]!));
      if (tried !== undefined) return tried;
    }
    return undefined;
  }

  /** What a server counted may tell of a ping that was sent a few steps ago. */
  #waitEarlier(index: number): Try | undefined {
    if (this.#golden.steps[index]!.kind !== '4lw') return undefined;
    for (const { index: from, before } of this.#recent) {
      const moment = copyOf(before);
      moment.world.pass(idleMs);
      const steps = this.#golden.steps.slice(from, index + 1);
      const tried = trySteps(moment, steps, paceOf(steps[0]!), [0]);
      if (tried !== undefined) return tried;
    }
    return undefined;
  }
}

interface Try {
  readonly moment: Moment;
  readonly differences: readonly Difference[];
}

/** All the steps, each equal, or undefined; `pace` is the time behind the first. */
function trySteps(
  before: Moment,
  steps: readonly GoldenStep[],
  pace: number,
  pauses = waits,
): Try | undefined {
  let tried: Try = { moment: before, differences: [] };
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'log') continue;
    tried = tryStep(tried.moment, step, pauses);
    if (tried.differences.length > 0) return undefined;
    if (index < steps.length - 1) tried.moment.world.pass(index === 0 ? pace : paceOf(step));
  }
  return tried;
}

function tryStep(before: Moment, step: GoldenStep, pauses: readonly number[]): Try {
  let first: Try | undefined;
  for (const pause of step.kind === 'async' ? [0] : pauses) {
    const moment = copyOf(before);
    moment.world.pass(pause);
    const tried = { moment, differences: doStep(moment, step) };
    before.work.tried(moment.world.timeline.position - before.world.timeline.position);
    if (tried.differences.length === 0) return tried;
    first ??= tried;
    if (before.work.isSpent) break;
  }
  return first!;
}

function doStep(moment: Moment, step: GoldenStep): readonly Difference[] {
  const { world } = moment;
  switch (step.kind) {
    case 'harness':
      doHarnessStep(world, step.input ?? '');
      return [];
    case 'modes':
      return compare(moment, step, { output: modesOf(world) });
    case 'shell':
    case 'oneshot':
    case '4lw':
      return doCommand(moment, step);
    default:
      return doClientStep(moment, step);
  }
}

/** Compares, keeping the numbering of sessions only when the step is equal. */
function compare(moment: Moment, step: GoldenStep, ours: Observed): readonly Difference[] {
  const probe = copyOfNumbering(moment);
  const seen = (text: string): string => probe.normaliser.apply(text);
  const observed: Observed = {
    ...ours,
    output: seen(ours.output),
    ...(ours.stderr === undefined ? {} : { stderr: seen(ours.stderr) }),
    ...(ours.asyncAfterPrompt === undefined
      ? {}
      : { asyncAfterPrompt: seen(ours.asyncAfterPrompt) }),
  };
  const differences = compareStep(step, observed, probe.goldenSessions, probe.ourSessions);
  if (differences.length === 0) keepNumbering(moment, probe);
  return differences;
}

type Numbering = Pick<Moment, 'normaliser' | 'goldenSessions' | 'ourSessions'>;

function copyOfNumbering({ normaliser, goldenSessions, ourSessions }: Moment): Numbering {
  return {
    normaliser: normaliser.copy(),
    goldenSessions: goldenSessions.copy(),
    ourSessions: ourSessions.copy(),
  };
}

function keepNumbering(moment: Moment, probe: Numbering): void {
  Object.assign(moment, probe);
}

/** Lets time pass until `check` finds no difference, or nothing more can come. */
function waitFor(
  { world, work }: Moment,
  bound: number,
  check: () => readonly Difference[],
  progress: () => { readonly size: number; readonly isComplete: boolean },
): readonly Difference[] {
  const startedAt = world.nowMs;
  let { position } = world.timeline;
  let changedAt = startedAt;
  let size = -1;
  let differences: readonly Difference[] = [];
  for (;;) {
    const now = progress();
    work.look(world.timeline.position - position, now.size);
    position = world.timeline.position;
    if (now.size !== size) {
      size = now.size;
      changedAt = world.nowMs;
      differences = check();
      if (differences.length === 0) return differences;
    }
    const elapsed = world.nowMs - startedAt;
    const isQuiet = now.isComplete && world.nowMs - changedAt >= quietMs;
    if (elapsed >= bound || isQuiet || work.isSpent) return differences;
    world.pass(elapsed < 300 ? 10 : elapsed < 5_000 ? 50 : 500);
  }
}

function doCommand(moment: Moment, step: GoldenStep): readonly Difference[] {
  const { world } = moment;
  const { command, cwd } = commandOf(step);
  const name = world.startCommand(serverOfActor(step), command, cwd);
  const check = (): readonly Difference[] => {
    const { output, stderr, exitCode } = world.commandResult(name);
    if (exitCode === null) return [{ field: 'exitCode', expected: 'an end', actual: 'none' }];
    return compare(moment, step, { output, stderr, exitCode });
  };
  return waitFor(moment, boundMs, check, () => {
    const { output, exitCode } = world.commandResult(name);
    return { size: output.length + (exitCode === null ? 0 : 1), isComplete: exitCode !== null };
  });
}

function doClientStep(moment: Moment, step: GoldenStep): readonly Difference[] {
  const { world } = moment;
  const name = step.actor;
  if (step.kind !== 'start' && !world.hasClient(name)) {
    return [{ field: 'output', expected: step.output, actual: `${name} was never started` }];
  }
  const input = step.input ?? '';
  let echo = '';
  if (step.kind === 'start') world.startClient(name, step.argv ?? ['zkCli.sh']);
  else if (input === '<EOF>') world.endInput(name);
  else if (moment.world.golden.terminal === 'pty' && isRaw(step)) {
    echo = world.pressKeys(name, keysOf(step), columnAfter(step.prompt ?? ''));
    // The recorder took a plain line's echo away.
    if (echo === `${input}\n` && keysOf(step) === echo) echo = '';
  } else if (step.input !== null) world.typeLine(name, input);

  const check = (): readonly Difference[] => checkClient(moment, step, echo);
  const isLate = step.kind === 'async' || step.kind === 'start';
  const differences = waitFor(moment, isLate ? asyncBoundMs : boundMs, check, () => {
    const pieces = world.unread(name);
    const hasEnded = world.exitCode(name) !== null;
    const hasPrompt = splitAtPrompt(pieces.join('')).promptAfter !== undefined;
    return { size: pieces.length + (hasEnded ? 1 : 0), isComplete: hasEnded || hasPrompt };
  });
  // What a failed step printed must not count against the next one too.
  if (differences.length > 0) world.markRead(name, world.unread(name).length);
  return differences;
}

/** Takes as many of the printed pieces as the step accounts for; later ones belong to later steps. */
function checkClient(moment: Moment, step: GoldenStep, echo: string): readonly Difference[] {
  const { world } = moment;
  const name = step.actor;
  const pieces = world.unread(name);
  let whole: readonly Difference[] = [];
  for (let count = pieces.length; count >= 0; count--) {
    const text = echo + pieces.slice(0, count).join('');
    const observed = step.promptAfter === undefined ? { output: text } : splitAtPrompt(text);
    const differences = compare(moment, step, { ...observed, exitCode: world.exitCode(name) });
    if (differences.length === 0) {
      world.markRead(name, count);
      return differences;
    }
    if (count === pieces.length) whole = differences;
    moment.work.compared(text.length);
    if (moment.work.isSpent) break;
  }
  return whole;
}
