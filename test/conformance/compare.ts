/**
 * Compares what our programs printed in one step with what the real tool printed.
 *
 * Text, prompts and exit codes must be equal. Some things are allowed to differ, because the real
 * tool races there too:
 * - a watch event or connection event (and, where the client's log lines were left on, such a
 *   line) may come on the other side of the prompt or of the command's own output;
 * - where a connection event is part of the step, the prompt may show the state before or after it;
 * - of a Java stack trace, the first line counts;
 * - a server lists its connections, and the sessions that watch or own something, in the order of a
 *   hash table of their identities, which no two runs have in common, and so does the toolkit with
 *   the sessions of a snapshot; so such rows are compared as sets, and which new session is which may
 *   be chosen so that they fit;
 * - who expires in the same bucket, and whether an emptied bucket is still there, depends on the second
 *   in which the recorder asked `dump`; so only who is in some bucket is compared.
 */
import type { GoldenStep } from './golden-case.ts';
import type { SessionGuesses, SessionNumbers } from './sessions.ts';

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

/** Runs of rows that stand for connections: of `cons` and `stat`, of `dump`. */
const connectionRows = /(?:^ \/\d[^\n]*\n){2,}|(?:^\tip: \/[^\n]*\n){2,}/gm;

function withSortedConnections(text: string): string {
  return text.replace(connectionRows, (rows) => {
    const keyed = rows.match(/[^\n]*\n/g)!.map((row) => [row.replace(/<SESSION\d+>/, ''), row]);
    return keyed
      .sort(([left], [right]) => (left! < right! ? -1 : 1))
      .map(([, row]) => row)
      .join('');
  });
}

/** Rows and blocks of sessions, in the order of hashes of objects or of the clock. */
const sessionRows = /(?:^\t0x<SESSION\d+>\n){2,}/gm;
const snapshotRows = /(?:^0x<SESSION\d+>, \d+, \d+\n){2,}/gm;
/** One that watches nothing any more has no rows. */
const sessionBlocks = /(?:^0x<SESSION\d+>:?\n(?:\t\/[^\n]*\n)*){2,}/gm;

function withSortedSessions(text: string): string {
  const sorted = (rows: string, one: RegExp): string => rows.match(one)!.sort().join('');
  return text
    .replace(connectionRows, (rows) => sorted(rows, /[^\n]*\n/g))
    .replace(sessionRows, (rows) => sorted(rows, /[^\n]*\n/g))
    .replace(snapshotRows, (rows) => sorted(rows, /[^\n]*\n/g))
    .replace(sessionBlocks, (blocks) => sorted(blocks, /0x[^\n]*\n(?:\t[^\n]*\n)*/g));
}

const expirySets =
  /^((?:(?:Local |Global )?Session|Connections) Sets \()\d+(\)\/\(\d+\):\n)((?:\d+ expire at [^\n]*\n(?:\t[^\n]*\n)*)*)/gm;

function withoutBuckets(text: string): string {
  return text.replace(expirySets, (_text, before: string, after: string, rows: string) => {
    return `${before}<N>${after}${rows.replace(/^\d+ expire at [^\n]*\n/gm, '')}`;
  });
}

/** The client prints it in two parts; another thread's lines may come between them. */
const watcherBlock =
  /\nWATCHER::\n((?:[^\n]+\n)*?)(\nWatchedEvent state:\w+ type:(\w+) path:[^\n]*\n)/g;
const logLine = /^<TIME> \[myid:[^\n]*\n(?:(?!<TIME> \[myid:)(?:java|org|\t|Caused)[^\n]*\n)*/gm;

/** The recorder left these alone although they change from run to run; so both sides lose them. */
const alsoReplaced: readonly (readonly [RegExp, string])[] = [
  [/[A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d\d:\d\d\s[AP]M/g, '<TIME>'],
  [/("timestamp":)\d+/g, '$1<TIME>'],
  // The recorded build is the distribution's, ours the release.
  [/(Apache ZooKeeper, version \S+) \d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '$1 <TIME>'],
  [/(already running as process )\d+/g, '$1<PID>'],
  [/(kill: \()\d+(\) - )/g, '$1<PID>$2'],
  [/(os\.memory\.(?:free|max|total)=)\d+MB/g, '$1<N>MB'],
  [/(not heard from server in )\d+(ms)/g, '$1<N>$2'],
  [/( in )\d+\.\d{6}( seconds)/g, '$1<N>$2'],
  [/(ZooKeeperMain\$MyWatcher@)[0-9a-f]+/g, '$1<N>'],
];

/** Text as it is compared: without what the recorder missed, stack traces cut to one line. */
export function comparable(text: string): string {
  let result = text;
  for (const [pattern, replacement] of alsoReplaced) result = result.replace(pattern, replacement);
  return result.replace(/^(?:\tat |\t\.\.\. \d+ (?:more|common)|Caused by: ).*\n/gm, '');
}

interface Moment {
  /** What the program itself printed, without asynchronous pieces. */
  readonly own: string;
  /** The asynchronous pieces in order. */
  readonly events: readonly string[];
  readonly hasConnectionEvent: boolean;
}

/** Takes a step's whole text apart into own output and asynchronous pieces. */
export function splitMoment(output: string, asyncAfterPrompt: string): Moment {
  const events: string[] = [];
  let hasConnectionEvent = false;
  const take = (text: string): string =>
    text
      .replace(logLine, (line) => {
        events.push(line);
        return '';
      })
      .replace(watcherBlock, (_block, between: string, event: string, type: string) => {
        events.push(`\nWATCHER::\n${event}`);
        if (type === 'None') hasConnectionEvent = true;
        return between;
      });
  const own = take(output) + take(asyncAfterPrompt);
  // A pipe may have cut the event's first lines off.
  hasConnectionEvent ||= /^WatchedEvent state:\w+ type:None /m.test(own);
  return { own, events, hasConnectionEvent };
}

const stateInPrompt = /\((?:CONNECTING|CONNECTED|CONNECTEDREADONLY|CLOSED|AUTH_FAILED)\)/g;
/** The same where prompts are part of the output, as when lines come through a pipe. */
const promptState = /(\[zk: [^\n]*?)\((?:CONNECTING|CONNECTED)\)(?= \d+\] )/g;

/** Everything in which a step differs; empty when it is equal. */
export function compareStep(
  step: GoldenStep,
  ours: Observed,
  goldenSessions: SessionNumbers,
  ourSessions: SessionGuesses,
): Difference[] {
  const mayChoose = step.kind === '4lw' || step.kind === 'shell';
  const texts = mayChoose ? ours.output : '';
  const fitting = [...ourSessions.guessesFor(texts)].filter(
    (own) => compareOnce(step, ours, goldenSessions.copy(), own).length === 0,
  );
  ourSessions.keep(fitting);
  return compareOnce(step, ours, goldenSessions, ourSessions.first);
}

/** A text as it is compared, its sessions numbered, what has no order in one. */
function settled(sessions: SessionNumbers, text: string): string {
  const numbered = sessions.apply(withSortedConnections(withoutBuckets(text)));
  return comparable(withSortedSessions(numbered));
}

function compareOnce(
  step: GoldenStep,
  ours: Observed,
  goldenSessions: SessionNumbers,
  ourSessions: SessionNumbers,
): Difference[] {
  const differences: Difference[] = [];
  const golden = (text: string): string => settled(goldenSessions, text);
  const own = (text: string): string => settled(ourSessions, text);
  const check = (field: Difference['field'], expected: string, actual: string): void => {
    if (expected !== actual) differences.push({ field, expected, actual });
  };

  const asyncText = step.asyncAfterPromptNormalised ?? step.asyncAfterPrompt ?? '';
  const expectedOutput = golden(step.outputNormalised ?? step.output);
  const actualOutput = own(withoutTakenEcho(step, ours.output));
  const expected = splitMoment(expectedOutput, golden(asyncText));
  const actual = splitMoment(actualOutput, own(ours.asyncAfterPrompt ?? ''));
  const stateless = (text: string): string =>
    expected.hasConnectionEvent ? text.replace(promptState, '$1()') : text;
  const isSameMoment =
    stateless(expected.own) === stateless(actual.own) &&
    sameEvents(expected.events, actual.events, step);
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
      expected.hasConnectionEvent && isSameMoment ? prompt.replace(stateInPrompt, '()') : prompt;
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
  step: GoldenStep,
): boolean {
  if (expected.join('') === actual.join('')) return true;
  // Two threads of the client print log lines and events; their order is not promised.
  if (!step.output.includes('[myid:') && !(step.asyncAfterPrompt ?? '').includes('[myid:')) {
    return false;
  }
  return [...expected].sort().join('') === [...actual].sort().join('');
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
