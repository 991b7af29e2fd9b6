/**
 * Which texts of ZooKeeper's tools and servers count as equal although they differ:
 * - a watch event or connection event (and, where the client's log lines were left on, such a
 *   line) may come on the other side of the prompt or of the command's own output;
 * - where a connection event is part of the step, the prompt may show the state before or after it;
 * - of a Java stack trace, the first line counts;
 * - a server lists its connections, and the sessions that watch or own something, in the order of a
 *   hash table of their identities, which no two runs have in common, and so does the toolkit with
 *   the sessions of a snapshot; so such rows are compared as sets;
 * - who expires in the same bucket, and whether an emptied bucket is still there, depends on the second
 *   in which the recorder asked `dump`; so only who is in some bucket is compared.
 */
import type { GoldenStep } from '../golden-case.ts';
import type { TextParts, TextRules } from '../system-cases.ts';
import { SessionNormaliser } from './normalise.ts';

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
function comparable(text: string): string {
  let result = text;
  for (const [pattern, replacement] of alsoReplaced) result = result.replace(pattern, replacement);
  return result.replace(/^(?:\tat |\t\.\.\. \d+ (?:more|common)|Caused by: ).*\n/gm, '');
}

/** Takes a step's whole text apart into own output and asynchronous pieces. */
function partsOf(output: string, asyncAfterPrompt: string): TextParts {
  const events: string[] = [];
  let changesState = false;
  const take = (text: string): string =>
    text
      .replace(logLine, (line) => {
        events.push(line);
        return '';
      })
      .replace(watcherBlock, (_block, between: string, event: string, type: string) => {
        events.push(`\nWATCHER::\n${event}`);
        if (type === 'None') changesState = true;
        return between;
      });
  const own = take(output) + take(asyncAfterPrompt);
  // A pipe may have cut the event's first lines off.
  changesState ||= /^WatchedEvent state:\w+ type:None /m.test(own);
  return { own, events, changesState };
}

const stateInPrompt = /\((?:CONNECTING|CONNECTED|CONNECTEDREADONLY|CLOSED|AUTH_FAILED)\)/g;
/** The same where prompts are part of the output, as when lines come through a pipe. */
const promptState = /(\[zk: [^\n]*?)\((?:CONNECTING|CONNECTED)\)(?= \d+\] )/g;

/** A text as it is compared, its sessions numbered, what has no order in one. */
function settled(text: string, number: (text: string) => string): string {
  const numbered = number(withSortedConnections(withoutBuckets(text)));
  return comparable(withSortedSessions(numbered));
}

/** Two threads of the client print log lines and events; their order is not promised. */
function hasFreeOrder({ output, asyncAfterPrompt = '' }: GoldenStep): boolean {
  return output.includes('[myid:') || asyncAfterPrompt.includes('[myid:');
}

export const texts: TextRules = {
  newNormaliser: () => new SessionNormaliser(),
  numbered: ['SESSION'],
  prompts: /\[zk: [^\n]*?\([A-Z_]+\) \d+\] /g,
  ...{ settled, partsOf, hasFreeOrder },
  withoutState: (output) => output.replace(promptState, '$1()'),
  promptWithoutState: (prompt) => prompt.replace(stateInPrompt, '()'),
};
