/**
 * Does one step on the cluster as it is at a moment, and compares what comes of it: gives it virtual time
 * until what is expected has come, or nothing more can come.
 *
 * Read next: system-cases.ts (what kinds of steps do), compare.ts.
 */
import type { CaseWorld } from './case-world.ts';
import type { Difference, Numbering, Observed } from './compare.ts';
import type { Signal } from '../../src/engine/index.ts';
import { compareStep } from './compare.ts';
import type { GoldenStep } from './golden-case.ts';
import { isRaw, keysOf } from './keys.ts';
import { columnAfter, splitAtPrompt } from './prompt.ts';
import type { Normaliser, Running, SystemCases } from './system-cases.ts';
import { kindOf } from './systems.ts';
import type { Work } from './work.ts';

const boundMs = 60_000;
const asyncBoundMs = 240_000;
/** Nothing more is expected of a command that has shown its prompt and been quiet for so long. */
const quietMs = 4_000;

/** Everything a try of a step may change. */
export interface Moment {
  readonly system: SystemCases;
  /** Shared by all copies. */
  readonly work: Work;
  readonly world: CaseWorld;
  readonly normaliser: Normaliser;
  readonly numbering: Numbering;
}

export function copyOf(moment: Moment): Moment {
  return { ...moment, ...copyOfTexts(moment), world: moment.world.copy() };
}

/** How a step differs; empty when it is equal. */
export function doStep(moment: Moment, step: GoldenStep): readonly Difference[] {
  const { world, system } = moment;
  const kind = kindOf(system, step);
  switch (kind?.does) {
    case 'act': {
      const running = kind.act(world, step.input ?? '');
      return running === undefined ? [] : awaitEnd(moment, step, running);
    }
    case 'report':
      return compare(moment, step, { output: kind.reportOf(world, step) });
    case 'command':
      return awaitEnd(moment, step, kind.begin(world, step));
    case 'start':
      world.startProgram(step.actor, kind.launchOf(world, step), kind.hasErrorsApart === true);
      return hearProgram(moment, step, '', asyncBoundMs);
    case 'async':
      return neverStarted(moment, step) ?? hearProgram(moment, step, '', asyncBoundMs);
    case 'signal':
      return (
        neverStarted(moment, step) ?? hearProgram(moment, step, sendSignal(world, step), boundMs)
      );
    default:
      return neverStarted(moment, step) ?? hearProgram(moment, step, typeTo(world, step), boundMs);
  }
}

/** Compares, keeping the numbering only when the step is equal. */
function compare(moment: Moment, step: GoldenStep, ours: Observed): readonly Difference[] {
  const probe = copyOfTexts(moment);
  const seen = (text: string): string => probe.normaliser.apply(text);
  const observed: Observed = {
    ...ours,
    output: seen(ours.output),
    ...(ours.stderr === undefined ? {} : { stderr: seen(ours.stderr) }),
    ...(ours.asyncAfterPrompt === undefined
      ? {}
      : { asyncAfterPrompt: seen(ours.asyncAfterPrompt) }),
  };
  const { system } = moment;
  const kind = kindOf(system, step);
  const mayChoose = kind?.does === 'command' && kind.listsInNoOrder === true;
  const differences = compareStep(system.texts, step, observed, probe.numbering, mayChoose);
  if (differences.length === 0) Object.assign(moment, probe);
  return differences;
}

function copyOfTexts({ normaliser, numbering }: Moment): Pick<Moment, 'normaliser' | 'numbering'> {
  return {
    normaliser: normaliser.copy(),
    numbering: { golden: numbering.golden.copy(), ours: numbering.ours.copy() },
  };
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

function awaitEnd(moment: Moment, step: GoldenStep, running: Running): readonly Difference[] {
  const { world } = moment;
  const check = (): readonly Difference[] => {
    const { output, stderr, exitCode } = running(world);
    if (exitCode === null) return [{ field: 'exitCode', expected: 'an end', actual: 'none' }];
    if (moment.system.isEvidence(step)) return [];
    return compare(moment, step, { output, stderr, exitCode });
  };
  return waitFor(moment, boundMs, check, () => {
    const { output, exitCode } = running(world);
    return { size: output.length + (exitCode === null ? 0 : 1), isComplete: exitCode !== null };
  });
}

/** A difference when a step is about a program that never was; else undefined. */
function neverStarted({ world }: Moment, { actor, output }: GoldenStep) {
  if (world.hasProgram(actor)) return undefined;
  return [{ field: 'output', expected: output, actual: `${actor} was never started` }] as const;
}

/** Types a line or keys; gives back what the terminal echoes. */
function typeTo(world: CaseWorld, step: GoldenStep): string {
  const { actor, input } = step;
  if (input === null) return '';
  if (input === '<EOF>') world.endInput(actor);
  else if (world.golden.terminal === 'pty' && isRaw(step)) {
    const echo = world.pressKeys(actor, keysOf(step), columnAfter(step.prompt ?? ''));
    // The recorder took a plain line's echo away.
    return echo === `${input}\n` && keysOf(step) === echo ? '' : echo;
  } else world.typeLine(actor, input);
  return '';
}

/** Sends a signal as a terminal or the recorder does; gives back what the terminal echoes. */
function sendSignal(world: CaseWorld, { actor, input }: GoldenStep): string {
  switch (input) {
    case 'Ctrl-C':
      world.interrupt(actor);
      return world.golden.terminal === 'pty' ? '^C' : '';
    case 'Ctrl-D':
      world.endInput(actor);
      return '';
    default: {
      const signal = (input ?? '').replace(/^SIG/, '') as Signal;
      world.act({ type: 'operator.signal', key: String(world.programPid(actor)), signal });
      return '';
    }
  }
}

/** Compares what a program prints from now on, with the echo of what was typed before it. */
function hearProgram(
  moment: Moment,
  step: GoldenStep,
  echo: string,
  patienceMs: number,
): readonly Difference[] {
  const { world, system } = moment;
  const name = step.actor;
  const check = (): readonly Difference[] => checkProgram(moment, step, echo);
  const differences = waitFor(moment, patienceMs, check, () => {
    const pieces = world.unread(name);
    const hasEnded = world.exitCode(name) !== null;
    const { promptAfter } = splitAtPrompt(pieces.join(''), system.texts.prompts);
    const isComplete = hasEnded || promptAfter !== undefined;
    const size = pieces.length + world.unreadErrors(name).length + (hasEnded ? 1 : 0);
    return { size, isComplete };
  });
  // What a failed step printed must not count against the next one too.
  if (differences.length > 0) world.markRead(name, world.unread(name).length);
  return differences;
}

/** Takes as many of the printed pieces as the step accounts for; later ones belong to later steps. */
function checkProgram(moment: Moment, step: GoldenStep, echo: string): readonly Difference[] {
  const { world, system } = moment;
  const name = step.actor;
  const pieces = world.unread(name);
  const stderr = world.unreadErrors(name);
  if (system.isEvidence(step)) return [];
  let whole: readonly Difference[] = [];
  for (let count = pieces.length; count >= 0; count--) {
    const text = echo + pieces.slice(0, count).join('');
    const observed =
      step.promptAfter === undefined ? { output: text } : splitAtPrompt(text, system.texts.prompts);
    const differences = compare(moment, step, {
      ...observed,
      stderr,
      exitCode: world.exitCode(name),
    });
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
