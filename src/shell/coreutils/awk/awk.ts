/**
 * `awk`: actions on the fields of lines.
 *
 * Mirrors: mawk 1.3 as Debian installs it.
 * Departs: see syntax.ts and evaluation.ts.
 * Read next: syntax.ts.
 */
import { RegExpError } from '../../matching/tree.ts';
import { readWhole } from '../../program/paths.ts';
import type { Batch, Line } from '../../program/filter.ts';
import { filterProgram, WORK_PER_STEP } from '../../program/filter.ts';
import type { Call, Outcome } from '../../program/program.ts';
import { unescapeText } from '../../program/printf.ts';
import { runRules } from './evaluation.ts';
import type { AwkMemory, Run } from './run.ts';
import { beginRun, endRun, setRecord } from './run.ts';
import { parseAwk } from './syntax.ts';
import type { Rule } from './tree.ts';
import { AwkError } from './tree.ts';
import type { Value } from './values.ts';

interface AwkState {
  readonly rules: readonly Rule[];
  readonly memory: AwkMemory;
  readonly number: number;
  readonly fileNumber: number;
  readonly file: string;
  readonly last: string;
}

const DEFAULTS: readonly (readonly [string, Value])[] = [
  ['FS', ' '],
  ['OFS', ' '],
  ['ORS', '\n'],
  ['RS', '\n'],
  ['NR', 0],
  ['NF', 0],
  ['SUBSEP', '\x1c'],
];

export const awk = filterProgram<AwkState>({
  name: 'awk',
  summary: "Runs actions on the fields of lines: awk '{ print $1 }'.",
  synopsis: "[-F fs] [-v var=value] 'program' [file ...]",
  begin(call) {
    const given = readWords(call);
    if (given === undefined) return 2;
    let rules: readonly Rule[];
    try {
      rules = parseAwk(given.program);
    } catch (error) {
      if (!(error instanceof AwkError || error instanceof RegExpError)) throw error;
      call.complain(error.message);
      return 2;
    }
    const memory: AwkMemory = {
      variables: [...DEFAULTS, ...given.variables],
      arrays: [],
      openRanges: [],
      random: call.process.seed,
    };
    const state: AwkState = { rules, memory, number: 0, fileNumber: 0, file: '', last: '' };
    const begun = perform(call, state, 'BEGIN');
    if (typeof begun === 'number') return begun;
    const isDone = rules.every(({ kind }) => kind === 'BEGIN');
    return isDone ? 0 : { state: begun, inputs: given.files };
  },
  open: (_call, state, input) => ({ ...state, file: input === '-' ? '' : input, fileNumber: 0 }),
  line: (call, state, { text }) =>
    perform(
      call,
      { ...state, number: state.number + 1, fileNumber: state.fileNumber + 1, last: text },
      'record',
    ),
  lines: performAll,
  missing: (call, input, reason) => call.complain(`cannot open "${input}" (${reason})`),
  end(call, state, hasFailed) {
    const ended = perform(call, state, 'END');
    return typeof ended === 'number' ? ended : hasFailed ? 2 : 0;
  },
});

interface Words {
  readonly program: string;
  readonly files: readonly string[];
  readonly variables: readonly (readonly [string, Value])[];
}

function readWords(call: Call): Words | undefined {
  const words = [...call.words];
  const variables: [string, Value][] = [];
  let program: string | undefined;
  while (/^-./.test(words[0] ?? '')) {
    const word = words.shift()!;
    if (word === '--') break;
    const letter = word[1]!;
    if (!'Fvf'.includes(letter)) {
      call.complain(`not an option: ${word}`);
      return undefined;
    }
    const value = word.length > 2 ? word.slice(2) : words.shift();
    if (value === undefined) {
      call.complain(`option requires an argument -- ${letter}`);
      return undefined;
    }
    if (letter === 'F') variables.push(['FS', value === 't' ? '\t' : unescapeText(value).text]);
    else if (letter === 'v') {
      const equals = value.indexOf('=');
      if (equals < 1) {
        call.complain(`improper assignment: -v ${value}`);
        return undefined;
      }
      variables.push([value.slice(0, equals), unescapeText(value.slice(equals + 1)).text]);
    } else {
      const file = readWhole(call.disk, call.path(value));
      if (!file.ok) {
        call.complain(`cannot open "${value}" (${file.reason})`);
        return undefined;
      }
      program = file.text;
    }
  }
  program ??= words.shift();
  if (program === undefined) {
    call.err("usage: awk [-F fs] [-v var=value] 'program' [file ...]\n");
    return undefined;
  }
  return { program, files: words, variables };
}

/** Turns of rules and loops that are enough for one step. */
const TURNS_PER_STEP = 100_000;

/** Many records on one scratch copy of the memory: copying it for each would take ever longer. */
function performAll(call: Call, state: AwkState, lines: readonly Line[]): Batch<AwkState> {
  const run = beginRun(state.memory);
  let { number, fileNumber } = state;
  let status: number | null = null;
  let used = 0;
  let turns = 0;
  try {
    for (const { text } of lines) {
      if (turns > TURNS_PER_STEP || run.work > WORK_PER_STEP) break;
      used++;
      run.turns = 0;
      run.variables.set('NR', ++number);
      run.variables.set('FNR', ++fileNumber);
      run.variables.set('FILENAME', state.file);
      setRecord(run, text);
      status = runRules(run, state.rules, 'record');
      if (status !== null) break;
      turns += run.turns;
    }
  } catch (error) {
    return { outcome: fail(call, run, error), used };
  }
  call.out(run.out);
  call.effort.work += run.work;
  const last = lines[used - 1]?.text ?? state.last;
  const outcome = status ?? { ...state, number, fileNumber, last, memory: endRun(run) };
  return { outcome, used };
}

function fail(call: Call, run: Run, error: unknown): number {
  if (!(error instanceof AwkError)) throw error;
  call.out(run.out);
  call.complain(`run time error: ${error.message}`);
  return 2;
}

/** Runs the rules of a moment; `exit` ends the program. */
function perform(
  call: Call,
  state: AwkState,
  moment: 'BEGIN' | 'END' | 'record',
): Outcome<AwkState> {
  const run = beginRun(state.memory);
  try {
    run.variables.set('NR', state.number);
    run.variables.set('FNR', state.fileNumber);
    run.variables.set('FILENAME', state.file);
    if (moment !== 'BEGIN') setRecord(run, state.last);
    const status = runRules(run, state.rules, moment);
    call.out(run.out);
    call.effort.work += run.work;
    return status ?? { ...state, memory: endRun(run) };
  } catch (error) {
    return fail(call, run, error);
  }
}
