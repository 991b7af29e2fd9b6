/**
 * Removes old snapshots and logs by hand: what zkCleanup.sh runs, as a function of the disk.
 *
 * Mirrors: PurgeTxnLog.main, 3.8.0.
 * Read next: ../persistence/purge-txn-log.ts.
 */
import { javaInt } from '../../java/integers.ts';
import type { Env } from '../../kernel/behavior.ts';
import { entryAt } from '../../kernel/disk.ts';
import { filesToPurge, removalText } from '../persistence/purge-txn-log.ts';
import { absolutePath } from './config-parsing.ts';
import type { ToolResult } from './tool-result.ts';

const USAGE = `Usage:
PurgeTxnLog dataLogDir [snapDir] -n count
\tdataLogDir -- path to the txn log directory
\tsnapDir -- path to the snapshot directory
\tcount -- the number of old snaps/logs you want to keep, value should be greater than or equal to 3
`;
const TOO_FEW = 'count should be greater than or equal to 3';

/** Runs it with the words `dataLogDir [snapDir] -n count`. */
export function runPurgeTool(env: Env, cwd: string, words: readonly string[]): ToolResult {
  const usage = (stderr = ''): ToolResult => result(1, USAGE, stderr);
  if (words.length < 3 || words.length > 4) return usage();
  const folders = words.slice(0, -2).map((word) => absolutePath(word, cwd));
  const { disk } = env.host;
  for (const folder of folders) {
    if (entryAt(disk, folder) === undefined) return usage(`Path '${folder}' does not exist. \n`);
  }
  const [option, number] = words.slice(-2) as [string, string];
  const count = javaInt(number);
  if (count === null) return usage(`'${number}' can not be parsed to integer.\n`);
  if (count < 3) return usage(`${TOO_FEW}\n`);
  if (option !== '-n') return usage();
  const logFolder = `${folders[0]!}/version-2`;
  const snapFolder = `${folders.at(-1)!}/version-2`;
  const files = filesToPurge(disk, logFolder, snapFolder, count);
  return {
    ...result(0, files.map((file) => `${removalText(env, file)}\n`).join(''), ''),
    effects: [
      // Whoever looks at data folders makes them first.
      ...[logFolder, snapFolder].map((path) => ({ type: 'mkdir', path }) as const),
      ...files.map(({ path }) => ({ type: 'remove', path }) as const),
    ],
  };
}

function result(exitCode: number, stdout: string, stderr: string): ToolResult {
  return { exitCode, stdout, stderr, effects: [], needsAnswer: false };
}
