/**
 * Compares what our programs printed in one step with what the real tool printed.
 *
 * Text, prompts and exit codes must be equal. What may differ all the same, because the real tool races
 * there too, says the system (its `TextRules`): asynchronous pieces may come on the other side of the
 * prompt or of the command's own output; where one of them changes the state that prompts show, the
 * prompt may show the state before or after it; and what a server lists in no order is compared as a
 * set, in which the new things may be told apart in any way that fits.
 *
 * Read next: system-cases.ts, numbers.ts.
 */
import type { GoldenStep } from './golden-case.ts';
import type { Guesses, Numbers } from './numbers.ts';
import type { TextRules } from './system-cases.ts';

/** What our side printed in a step, already with placeholders. */
export interface Observed {
  readonly output: string;
  readonly stderr?: string;
  readonly exitCode?: number | null;
  readonly promptAfter?: string;
  readonly asyncAfterPrompt?: string;
}

/** One thing that is not equal. */
export interface Difference {
  readonly field: 'output' | 'stderr' | 'exitCode' | 'prompt';
  readonly expected: string;
  readonly actual: string;
}

/** How the things of the real run and those of ours are numbered. */
export interface Numbering {
  readonly golden: Numbers;
  readonly ours: Guesses;
}

/**
 * Everything in which a step differs; empty when it is equal. With `mayChoose` the output names things
 * in no order.
 */
export function compareStep(
  rules: TextRules,
  step: GoldenStep,
  ours: Observed,
  numbering: Numbering,
  mayChoose: boolean,
): Difference[] {
  const texts = mayChoose ? ours.output : '';
  const fitting = [...numbering.ours.guessesFor(texts)].filter(
    (own) => compareOnce(rules, step, ours, numbering.golden.copy(), own).length === 0,
  );
  numbering.ours.keep(fitting);
  return compareOnce(rules, step, ours, numbering.golden, numbering.ours.first);
}

function compareOnce(
  rules: TextRules,
  step: GoldenStep,
  ours: Observed,
  goldenNumbers: Numbers,
  ourNumbers: Numbers,
): Difference[] {
  const differences: Difference[] = [];
  const settled = (numbers: Numbers, text: string): string =>
    rules.settled(text, (unnumbered) => numbers.apply(unnumbered));
  const golden = (text: string): string => settled(goldenNumbers, text);
  const own = (text: string): string => settled(ourNumbers, text);
  const check = (field: Difference['field'], expected: string, actual: string): void => {
    if (expected !== actual) differences.push({ field, expected, actual });
  };

  const asyncText = step.asyncAfterPromptNormalised ?? step.asyncAfterPrompt ?? '';
  const expectedOutput = golden(step.outputNormalised ?? step.output);
  const actualOutput = own(withoutTakenEcho(step, ours.output));
  const expected = rules.partsOf(expectedOutput, golden(asyncText));
  const actual = rules.partsOf(actualOutput, own(ours.asyncAfterPrompt ?? ''));
  const stateless = (text: string): string =>
    expected.changesState ? rules.withoutState(text) : text;
  const isSameMoment =
    stateless(expected.own) === stateless(actual.own) &&
    sameEvents(expected.events, actual.events, rules.hasFreeOrder(step));
  if (!isSameMoment) {
    const wholeOf = (before: string, moment: string): string => before + golden(moment);
    check(
      'output',
      wholeOf(expectedOutput, asyncText),
      actualOutput + (ours.asyncAfterPrompt ?? ''),
    );
  }
  const stderr = step.stderrNormalised ?? step.stderr;
  if (stderr !== undefined) check('stderr', golden(stderr), own(ours.stderr ?? ''));
  if (step.exitCode !== undefined && step.exitCode !== null) {
    check('exitCode', String(step.exitCode), String(ours.exitCode ?? 'still running'));
  }
  if (step.promptAfter !== undefined) {
    const strip = (prompt: string): string =>
      expected.changesState && isSameMoment ? rules.promptWithoutState(prompt) : prompt;
    check('prompt', strip(step.promptAfter), strip(ours.promptAfter ?? ''));
  }
  return differences;
}

/** Where the output began with the typed words, the recorder took them for the line's echo. */
function withoutTakenEcho(step: GoldenStep, output: string): string {
  const typed = step.input ?? '';
  const isTaken = typed !== '' && output.startsWith(typed) && !step.output.startsWith(typed);
  return isTaken ? output.slice(typed.length) : output;
}

function sameEvents(
  expected: readonly string[],
  actual: readonly string[],
  hasFreeOrder: boolean,
): boolean {
  if (expected.join('') === actual.join('')) return true;
  return hasFreeOrder && [...expected].sort().join('') === [...actual].sort().join('');
}

/** A small line diff: common start and end once, the differing middle with - and +. */
export function diffLines(expected: string, actual: string): string {
  const before = expected.split('\n');
  const after = actual.split('\n');
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const room = Math.min(before.length, after.length) - start;
  while (end < room && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const context = before.slice(Math.max(0, start - 1), start).map((line) => `      ${shown(line)}`);
  const removed = before.slice(start, before.length - end).map((line) => `    - ${shown(line)}`);
  const added = after.slice(start, after.length - end).map((line) => `    + ${shown(line)}`);
  return [...context, ...limited(removed), ...limited(added)].join('\n');
}

function limited(lines: readonly string[]): string[] {
  return lines.length <= 12
    ? [...lines]
    : [...lines.slice(0, 11), `    … ${lines.length - 11} more`];
}

/** Control characters and trailing blanks made visible. */
function shown(line: string): string {
  const escaped = JSON.stringify(line).slice(1, -1).replaceAll('\\"', '"').replaceAll('\\\\', '\\');
  return escaped.endsWith(' ') ? `${escaped}⏎` : escaped;
}
