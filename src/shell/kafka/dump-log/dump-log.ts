/**
 * kafka-dump-log.sh.
 *
 * Mirrors: kafka.tools.DumpLogSegments, 2.8.0.
 * Read next: dump-records.ts, dump-indexes.ts.
 */
import type {
  AbortedTxn,
  IndexView,
  LogFileView,
  ProducerStateEntry,
} from '../../../engine/kafka/index.ts';
import { bytesUnread, noSuchFile } from '../../../engine/kafka/index.ts';
import { baseName, folderName, joinPath } from '../../program/paths.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, inFrames, within } from '../java/exception.ts';
import { parseLong } from '../java/number-format.ts';
import { ARRAY_FOREACH } from '../java/scala-frames.ts';
import type { LogFileKind } from '../tool/calls.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { readCommandLine } from '../tool/command-line.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';
import { call } from '../tool/tool.ts';
import type { Mismatch, TimeIndexErrors } from './dump-indexes.ts';
import { dumpOffsetIndex, dumpProducers, dumpTimeIndex, dumpTransactions } from './dump-indexes.ts';
import type { OffsetPair } from './dump-records.ts';
import { dumpRecords } from './dump-records.ts';
import { OPTIONS } from './options.ts';

const TOOL = 'kafka.tools.DumpLogSegments$';
const MAIN = 'kafka.tools.DumpLogSegments.main(DumpLogSegments.scala)';

function at(method: string, line: number): Frames {
  return [`${TOOL}.${method}(DumpLogSegments.scala:${line})`];
}

/** A file of the list, whose turn is at this line. */
function inLoop(line: number): Frames {
  return [
    ...at('$anonfun$main$1', line),
    ...at('$anonfun$main$1$adapted', 53),
    ...ARRAY_FOREACH,
    ...at('main', 53),
    MAIN,
  ];
}

/** What was found wrong, by file. */
interface Findings {
  readonly index: Map<string, readonly Mismatch[]>;
  readonly time: Map<string, TimeIndexErrors>;
  readonly gaps: Map<string, readonly OffsetPair[]>;
}

interface Dumping {
  readonly command: CommandLine;
  readonly output: ToolOutput;
  readonly cwd: string;
  readonly isOld: boolean;
  readonly findings: Findings;
}

export const dumpLogTool: Tool = {
  name: 'kafka-dump-log.sh',
  mainClass: 'kafka.tools.DumpLogSegments',
  *main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
    const command = readCommandLine(Object.values(OPTIONS), input, output, [
      `${TOOL}DumpLogSegmentsOptions.<init>(DumpLogSegments.scala:450)`,
      ...at('main', 45),
      MAIN,
    ]);
    command.helpIfNeeded(
      'This tool helps to parse a log file and dump its contents to the console, useful for debugging a seemingly corrupt log segment.',
    );
    command.require(OPTIONS.files);
    const findings: Findings = { index: new Map(), time: new Map(), gaps: new Map() };
    const isOld = input.installation.release !== '2.8.0';
    const dumping = { command, output, cwd: input.cwd, isOld, findings };
    const files = command.valueOf(OPTIONS.files)!.replace(/,+$/, '').split(',');
    for (const path of files) yield* dumpFile(dumping, path);
    printFindings(findings, output);
    return { exit: 0 };
  },
};

function* dumpFile(dumping: Dumping, path: string): ToolScript<void> {
  const { output } = dumping;
  output.out(`Dumping ${path}\n`);
  switch (suffixOf(baseName(path))) {
    case '.log':
      return yield* within(inLoop(62), dumpLog(dumping, path));
    case '.index':
      return yield* within(inLoop(65), dumpIndex(dumping, path));
    case '.timeindex':
      return yield* within(inLoop(67), dumpTimes(dumping, path));
    case '.snapshot':
      return yield* within(inLoop(68), dumpSnapshot(path, output));
    case '.txnindex': {
      const transactions = yield* viewOf<readonly AbortedTxn[]>('txnindex', path);
      return dumpTransactions(transactions ?? [], output);
    }
    default:
      output.err(`Ignoring unknown file ${path}\n`);
  }
}

function suffixOf(name: string): string {
  const point = name.lastIndexOf('.');
  if (point >= 0) return name.slice(point);
  const text = `begin -1, end ${name.length}, length ${name.length}`;
  throw new JavaException('java.lang.StringIndexOutOfBoundsException', text, {
    frames: [
      'java.base/java.lang.String.checkBoundsBeginEnd(String.java:4606)',
      'java.base/java.lang.String.substring(String.java:2709)',
      'java.base/java.lang.String.substring(String.java:2682)',
      ...inLoop(58),
    ],
  });
}

function* viewOf<View>(view: LogFileKind, path: string): ToolScript<View | null> {
  return (yield* call({ type: 'logFile', view, path }, 'value')).value as View | null;
}

const OPEN_CHANNEL: Frames = [
  'java.base/sun.nio.fs.UnixFileSystemProvider.newFileChannel(UnixFileSystemProvider.java:181)',
  'java.base/java.nio.channels.FileChannel.open(FileChannel.java:298)',
  'java.base/java.nio.channels.FileChannel.open(FileChannel.java:357)',
];

function* dumpSnapshot(path: string, output: ToolOutput): ToolScript<void> {
  const producers = yield* viewOf<readonly ProducerStateEntry[]>('snapshot', path);
  if (producers !== null) return dumpProducers(producers, output);
  const { kind } = yield* call({ type: 'file', path }, 'file');
  const unread = bytesUnread(path, kind === 'folder' ? 'folder' : 'nothing');
  unread.passThrough([
    'kafka.log.ProducerStateManager$.readSnapshot(ProducerStateManager.scala:383)',
    ...at('dumpProducerIdSnapshot', 103),
  ]);
  throw unread;
}

/** FileRecords.open. */
function* openLog(path: string, frames: Frames): ToolScript<LogFileView> {
  const log = yield* viewOf<LogFileView>('log', path);
  if (log !== null) return log;
  throw noSuchFile(path, [
    ...OPEN_CHANNEL,
    'org.apache.kafka.common.record.FileRecords.openChannel(FileRecords.java:473)',
    'org.apache.kafka.common.record.FileRecords.open(FileRecords.java:428)',
    'org.apache.kafka.common.record.FileRecords.open(FileRecords.java:441)',
    ...frames,
  ]);
}

function startOffset(path: string, frames: Frames): number {
  const [name = ''] = baseName(path).split('.');
  return inFrames(frames, () => parseLong(name));
}

function absolute({ cwd }: Dumping, path: string): string {
  return path.startsWith('/') ? path : joinPath(cwd, path);
}

function* dumpLog(dumping: Dumping, path: string): ToolScript<void> {
  dumping.output.out(`Starting offset: ${startOffset(path, at('dumpLog', 251))}\n`);
  const log = yield* openLog(path, at('dumpLog', 253));
  const gaps = dumpRecords(log, baseName(path), dumping);
  if (gaps.length > 0) dumping.findings.gaps.set(absolute(dumping, path), gaps);
}

function sibling(dumping: Dumping, path: string, suffix: string): string {
  const [name = ''] = baseName(path).split('.');
  return joinPath(folderName(absolute(dumping, path)), name + suffix);
}

const NO_ENTRIES = { entries: [], entryCount: 0 };

function* dumpIndex(dumping: Dumping, path: string): ToolScript<void> {
  const { command, output, findings } = dumping;
  const baseOffset = startOffset(path, at('dumpIndex', 136));
  const log = yield* openLog(sibling(dumping, path, '.log'), at('dumpIndex', 138));
  type Entry = { readonly offset: number; readonly position: number };
  const index = (yield* viewOf<IndexView<Entry>>('index', path)) ?? NO_ENTRIES;
  const mismatches = dumpOffsetIndex({ path, baseOffset, index, log, command, output });
  if (mismatches.length > 0) findings.index.set(absolute(dumping, path), mismatches);
}

function* dumpTimes(dumping: Dumping, path: string): ToolScript<void> {
  const { command, output, findings } = dumping;
  const baseOffset = startOffset(path, at('dumpTimeIndex', 181));
  const log = yield* openLog(sibling(dumping, path, '.log'), at('dumpTimeIndex', 183));
  type Entry = { readonly timestamp: number; readonly offset: number };
  const index = (yield* viewOf<IndexView<Entry>>('timeindex', path)) ?? NO_ENTRIES;
  const errors = dumpTimeIndex({ path, baseOffset, index, log, command, output });
  findings.time.set(absolute(dumping, path), errors);
}

function printFindings({ index, time, gaps }: Findings, { err }: ToolOutput): void {
  for (const [path, mismatches] of index) {
    err(`Mismatches in :${path}\n`);
    for (const [indexed, found] of mismatches) {
      err(`  Index offset: ${indexed}, log offset: ${found}\n`);
    }
  }
  for (const [path, { mismatches }] of time) {
    if (mismatches.length > 0) err(`Found timestamp mismatch in :${path}\n`);
    for (const [indexed, found] of mismatches) {
      err(`  Index timestamp: ${indexed}, log timestamp: ${found}\n`);
    }
  }
  for (const [path, { outOfOrder }] of time) {
    if (outOfOrder.length > 0) err(`Found out of order timestamp in :${path}\n`);
    for (const [indexed, before] of outOfOrder) {
      err(`  Index timestamp: ${indexed}, Previously indexed timestamp: ${before}\n`);
    }
  }
  for (const { notFound } of time.values()) {
    if (notFound.length > 0) err('The following indexed offsets are not found in the log.\n');
    for (const [indexed, found] of notFound) {
      err(`Indexed offset: ${indexed}, found log offset: ${found}\n`);
    }
  }
  for (const [path, pairs] of gaps) {
    err(`Non-consecutive offsets in ${path}\n`);
    for (const [first, second] of pairs) err(`  ${first} is followed by ${second}\n`);
  }
}
