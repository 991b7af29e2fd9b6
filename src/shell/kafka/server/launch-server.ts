/**
 * What the scripts do before they give their place to Java: options of kafka-run-class.sh, the folder of
 * logs, the file of standard output, the log of the garbage collector.
 *
 * Mirrors: bin/kafka-run-class.sh, 2.8.0.
 * Departs: a server is a child of its script, which hands on signals and its exit status.
 * Read next: server-scripts.ts.
 */
import type { Effect } from '../../../engine/index.ts';
import { BROKER_PROGRAM } from '../../../engine/kafka/index.ts';
import { joinPath, resolvePath } from '../../program/paths.ts';
import type { ToolEnd, ToolInput, ToolScript } from '../tool/tool.ts';
import { call } from '../tool/tool.ts';
import { formatTime } from '../../program/clock.ts';

/** Main classes that are programs of a system, not tools. */
export const SERVERS: Readonly<Record<string, string>> = {
  'kafka.Kafka': BROKER_PROGRAM,
  'org.apache.zookeeper.server.quorum.QuorumPeerMain': 'QuorumPeerMain',
};

/** Options of kafka-run-class.sh, and the class with its arguments. */
export interface RunClass {
  readonly name: string | null;
  readonly logsGc: boolean;
  readonly isDaemon: boolean;
  readonly words: readonly string[];
}

export function readRunClass(words: readonly string[]): RunClass {
  const rest = [...words];
  const read = { name: null as string | null, logsGc: false, isDaemon: false };
  for (;;) {
    if (rest[0] === '-name') {
      read.name = rest[1] ?? '';
      rest.splice(0, 2);
    } else if (rest[0] === '-loggc') {
      read.logsGc = true;
      rest.shift();
    } else if (rest[0] === '-daemon') {
      read.isDaemon = true;
      rest.shift();
    } else return { ...read, words: rest };
  }
}

type Input = Pick<ToolInput, 'cwd' | 'environment' | 'installation' | 'hasConsole'>;

/** Runs a server in this script's place, or behind it. */
export function* launchServer(
  { cwd, environment, installation, hasConsole }: Input,
  run: RunClass,
): ToolScript<ToolEnd> {
  const logDir = resolvePath(cwd, environment['LOG_DIR'] || `${installation.folder}/logs`);
  const [mainClass, ...words] = run.words;
  const program = SERVERS[mainClass ?? '']!;
  yield* call({ type: 'effects', effects: [{ type: 'mkdir', path: logDir }] }, 'done');
  // A broker begins its own.
  if (run.logsGc && program !== BROKER_PROGRAM) {
    yield* beginGcLog(joinPath(logDir, `${run.name ?? ''}-gc.log`));
  }
  const request = {
    program,
    argv: [program, ...words],
    environment: { ...environment, LOG_DIR: logDir },
    cwd,
  };
  if (!run.isDaemon) {
    const inherit = { kind: 'inherit' } as const;
    const streams = { stdin: inherit, stdout: inherit, stderr: inherit, isDaemon: false };
    const pid = (yield* call({ type: 'spawn', request: { ...request, ...streams } }, 'number'))
      .value;
    if (hasConsole) {
      yield* call({ type: 'effects', effects: [{ type: 'foreground', pid }] }, 'done');
    }
    return { exit: (yield* call({ type: 'wait', pid }, 'number')).value };
  }
  const path = joinPath(logDir, `${run.name ?? ''}.out`);
  const streams = {
    stdin: { kind: 'null' },
    stdout: { kind: 'file', path, mode: 'truncate' },
    stderr: { kind: 'file', path, mode: 'append' },
    isDaemon: true,
  } as const;
  yield* call({ type: 'spawn', request: { ...request, ...streams } }, 'number');
  return { exit: 0 };
}

/** How many files of the collector are kept beside the newest. */
const GC_FILES = 10;

/** -Xlog:gc*: what a run before has left is put aside. */
function* beginGcLog(path: string): ToolScript<void> {
  const effects: Effect[] = [];
  const isThere = function* (name: string): ToolScript<boolean> {
    return (yield* call({ type: 'file', path: name }, 'file')).kind === 'file';
  };
  if (yield* isThere(path)) {
    let number = 0;
    while (number < GC_FILES - 1 && (yield* isThere(`${path}.${number}`))) number++;
    effects.push({ type: 'rename', from: path, to: `${path}.${number}` });
  }
  const nowMs = Math.floor((yield* call({ type: 'now' }, 'number')).value);
  const millis = String(nowMs % 1000).padStart(3, '0');
  const time = `${formatTime(nowMs, '%Y-%m-%dT%H:%M:%S')}.${millis}+0000`;
  effects.push({ type: 'writeFile', path, chunks: [`[${time}][gc] Using G1\n`] });
  yield* call({ type: 'effects', effects }, 'done');
}
