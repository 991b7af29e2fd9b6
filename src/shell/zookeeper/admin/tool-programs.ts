/**
 * zkCleanup.sh, zkTxnLogToolkit.sh, zkSnapShotToolkit.sh and zkSnapshotComparer.sh: the scripts around
 * the engine's tools.
 *
 * Mirrors: the scripts of these names in bin, 3.8.0.
 * Departs: starting Java takes no time.
 * Read next: ../../../engine/zookeeper/admin/tools.ts.
 */
import type { Behavior, Env, ProcessInfo, Step } from '../../../engine/index.ts';
import type { ToolResult } from '../../../engine/zookeeper/index.ts';
import {
  compareSnapshots,
  formatSnapshot,
  runPurgeTool,
  runTxnLogToolkit,
} from '../../../engine/zookeeper/index.ts';
import type { ScriptOutput } from '../../program/script.ts';
import type { AdminScript } from './script-calls.ts';
import type { AdminInput } from './script-program.ts';
import { grepValue, zkEnvironment } from './zk-env.ts';
import { scriptProgram } from './script-program.ts';

interface ToolState {
  readonly process: ProcessInfo;
  readonly answers: readonly string[];
  /** The begin of a line that has not ended. */
  readonly partial: string;
  /** How much of the output was printed. */
  readonly printed: number;
  readonly isDone: boolean;
}

/** A tool that may ask: it is run again with each answer, and prints what is new. */
function toolProgram(
  name: string,
  run: (env: Env, process: ProcessInfo, answers: readonly string[]) => ToolResult,
  unit: 'words' | 'lines' = 'words',
): Behavior<ToolState> {
  const go = (state: ToolState, env: Env): Step<ToolState> => {
    const { stdout, stderr, exitCode, effects, needsAnswer } = run(
      env,
      state.process,
      state.answers,
    );
    const text = stdout.slice(state.printed);
    const next = { ...state, printed: stdout.length, isDone: !needsAnswer };
    return [
      next,
      [
        ...(text === '' ? [] : [{ type: 'output', fd: 1, text } as const]),
        ...(stderr === '' ? [] : [{ type: 'output', fd: 2, text: stderr } as const]),
        ...effects,
        ...(needsAnswer ? [] : [{ type: 'exit', code: exitCode } as const]),
      ],
    ];
  };
  return {
    name,
    start: (process, env) =>
      go({ process, answers: [], partial: '', printed: 0, isDone: false }, env),
    step(state, event, env) {
      if (state.isDone) return [state, []];
      if (event.type === 'stdin.end') {
        const cause = unit === 'lines' ? ': No line found' : '';
        const text = `Exception in thread "main" java.util.NoSuchElementException${cause}\n`;
        const failure = { type: 'output', fd: 2, text } as const;
        return [{ ...state, isDone: true }, [failure, { type: 'exit', code: 1 }]];
      }
      if (event.type !== 'stdin') return [state, []];
      const pieces = (state.partial + event.text).split(unit === 'lines' ? '\n' : /\s+/);
      const partial = unit === 'lines' ? pieces.pop()! : '';
      const added = unit === 'lines' ? pieces : pieces.filter((word) => word !== '');
      return go({ ...state, partial, answers: [...state.answers, ...added] }, env);
    },
  };
}

/** zkTxnLogToolkit.sh. */
export const zkTxnLogToolkit = toolProgram('zkTxnLogToolkit.sh', (env, process, answers) =>
  runTxnLogToolkit(env.host.disk, process.cwd, process.argv.slice(1), answers),
);

/** zkSnapShotToolkit.sh. */
export const zkSnapShotToolkit = toolProgram('zkSnapShotToolkit.sh', (env, process) =>
  formatSnapshot(env.host.disk, process.cwd, process.argv.slice(1), env.wallClockMs),
);

/** zkSnapshotComparer.sh. */
export const zkSnapshotComparer = toolProgram(
  'zkSnapshotComparer.sh',
  (env, process, lines) =>
    compareSnapshots(env.host.disk, process.cwd, process.argv.slice(1), lines),
  'lines',
);

/** PurgeTxnLog, which zkCleanup.sh runs. */
export const purgeTxnLog = toolProgram('PurgeTxnLog', (env, process) =>
  runPurgeTool(env, process.cwd, process.argv.slice(1)),
);

/** zkCleanup.sh. */
export const zkCleanup = scriptProgram('zkCleanup.sh', cleanup);

function* cleanup({ process }: AdminInput, output: ScriptOutput): AdminScript<number> {
  const env = yield* zkEnvironment(process, output);
  if (env === null) return 1;
  const grep = function* (key: RegExp): AdminScript<string> {
    const value = yield* grepValue(env.config, key);
    if (value === null) output.err(`grep: ${env.config}: No such file or directory\n`);
    return value ?? '';
  };
  const dataDir = yield* grep(/^\s*dataDir=/);
  const dataLogDir = yield* grep(/^\s*dataLogDir=/);
  const folders = dataLogDir === '' ? [dataDir] : [dataLogDir, dataDir];
  const request = {
    program: 'PurgeTxnLog',
    argv: ['PurgeTxnLog', ...folders, ...env.words],
    environment: process.environment,
    cwd: process.cwd,
    stdin: { kind: 'inherit' },
    stdout: { kind: 'inherit' },
    stderr: { kind: 'inherit' },
    isDaemon: false,
  } as const;
  const pid = (yield { type: 'spawn', request }) as number;
  return (yield { type: 'wait', pid }) as number;
}
