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
 * Read next: do-step.ts (one step), case-world.ts (the cluster), compare.ts (what counts as equal).
 */
import { CaseWorld } from './case-world.ts';
import type { Difference } from './compare.ts';
import type { Moment } from './do-step.ts';
import { copyOf, doStep } from './do-step.ts';
import type { GoldenCase, GoldenStep } from './golden-case.ts';
import type { LogEvidence } from './log-evidence.ts';
import { logEvidence } from './log-evidence.ts';
import { Guesses, Numbers } from './numbers.ts';
import type { LogKind, SystemCases } from './system-cases.ts';
import { kindOf, systemOf } from './systems.ts';
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

/**
 * Replays a case to its end, whatever differs on the way. Where the real tool draws lots (which
 * server of a list, when a log rolls, who is first), other seeds draw differently: it is enough that
 * one of a few gives what was recorded. Otherwise it is told how the seed differs that came furthest.
 */
export function replayCase(golden: GoldenCase): ReplayResult {
  let best: ReplayResult | undefined;
  const work = new Work();
  const system = systemOf(golden);
  if (system === undefined) throw new Error(`no system has a topology ${golden.topology}`);
  for (let seed = 1; seed === 1 || (seed <= seedsMax && !work.isSpent); seed++) {
    const replay = new Replay(system, golden, seed, work);
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
  readonly #system: SystemCases;
  readonly #golden: GoldenCase;
  readonly #seed: number;
  #moment: Moment;
  readonly #differences: StepDifference[] = [];
  readonly #log = { found: 0, missing: [] as string[] };
  /** The last act on a process, and the moment before it. */
  #lastAct: { readonly index: number; readonly before: Moment } | undefined;
  /** The moments before the last few steps, newest first. */
  #recent: readonly { readonly index: number; readonly before: Moment }[] = [];

  constructor(system: SystemCases, golden: GoldenCase, seed: number, work: Work) {
    this.#system = system;
    this.#golden = golden;
    this.#seed = seed;
    const world = new CaseWorld(golden, seed, system.scenarioOf(golden, seed), system.programs);
    system.begin(world);
    const { numbered } = system.texts;
    const numbering = { golden: new Numbers(numbered), ours: new Guesses([new Numbers(numbered)]) };
    this.#moment = { system, work, world, normaliser: system.texts.newNormaliser(), numbering };
  }

  run(): ReplayResult {
    for (const [index, step] of this.#golden.steps.entries()) {
      const kind = kindOf(this.#system, step);
      if (kind?.does === 'log') this.#look(step, kind);
      else this.#do(index, step);
      // Of the other seeds it is enough to know where they go wrong first.
      if (this.#seed > 1 && this.#differences.length > 0) break;
    }
    const { violations: all } = this.#moment.world.timeline.world;
    const violations = (
      this.#golden.steps.some((step) => this.#system.isTampering(step)) ? [] : all
    ).map(({ invariant, detail }) => `${invariant}: ${detail.split('\n').slice(0, 3).join(' | ')}`);
    return {
      golden: this.#golden,
      seed: this.#seed,
      differences: this.#differences,
      log: this.#log,
      violations,
    };
  }

  #look(step: GoldenStep, kind: LogKind): void {
    const { found, missing } = logEvidence(this.#moment.world, step, kind);
    this.#log.found += found;
    this.#log.missing.push(...missing);
  }

  #do(index: number, step: GoldenStep): void {
    const isFirstFault = this.#differences.length === 0;
    const does = kindOf(this.#system, step)?.does;
    if (does === 'act') this.#lastAct = { index, before: copyOf(this.#moment) };
    const tried = isFirstFault ? this.#tryAll(index, step) : tryStep(this.#moment, step, [0]);
    this.#recent = [{ index, before: copyOf(this.#moment) }, ...this.#recent].slice(0, recentMax);
    this.#moment = tried.moment;
    if (tried.differences.length > 0) {
      this.#differences.push({ number: index + 1, step, differences: tried.differences });
    }
    this.#moment.world.pass(this.#system.paceOf(step));
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
      const tried = trySteps(moment, steps, this.#system.paceOf(steps[0]!));
      if (tried !== undefined) return tried;
    }
    // Or it went on sooner: before a client had come back, say.
    for (const pace of shortPaces) {
      const tried = trySteps(copyOf(this.#lastAct.before), steps, pace);
      if (tried !== undefined) return tried;
    }
    const isThaw = this.#system.isThaw(steps[0]!);
    for (const frozenMs of isThaw ? frozenTimes : []) {
      const moment = copyOf(this.#lastAct.before);
      moment.world.frozenMs = frozenMs;
      const tried = trySteps(moment, steps, this.#system.paceOf(steps[0]!));
      if (tried !== undefined) return tried;
    }
    return undefined;
  }

  /** What a server counted may tell of a ping that was sent a few steps ago. */
  #waitEarlier(index: number): Try | undefined {
    const kind = kindOf(this.#system, this.#golden.steps[index]!);
    if (kind?.does !== 'command' || kind.tellsOfIdleness !== true) return undefined;
    for (const { index: from, before } of this.#recent) {
      const moment = copyOf(before);
      moment.world.pass(idleMs);
      const steps = this.#golden.steps.slice(from, index + 1);
      const tried = trySteps(moment, steps, this.#system.paceOf(steps[0]!), [0]);
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
    if (kindOf(before.system, step)?.does === 'log') continue;
    tried = tryStep(tried.moment, step, pauses);
    if (tried.differences.length > 0) return undefined;
    if (index < steps.length - 1)
      tried.moment.world.pass(index === 0 ? pace : before.system.paceOf(step));
  }
  return tried;
}

function tryStep(before: Moment, step: GoldenStep, pauses: readonly number[]): Try {
  let first: Try | undefined;
  const isAsync = kindOf(before.system, step)?.does === 'async';
  for (const pause of isAsync ? [0] : pauses) {
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
