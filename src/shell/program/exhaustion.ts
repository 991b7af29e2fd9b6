/**
 * What a small program says when it has no memory, or when the disk takes no more of its output.
 *
 * Mirrors: `xalloc_die` and `close_stdout` of gnulib, mawk's and sed's own words.
 */
import type { NodeEvent } from '../../engine/index.ts';

/** Characters that a program may hold. */
const MEMORY_MAX = 16 * 1024 ** 2;

/** Thrown where memory is asked for that there is not. */
export class MemoryExhausted {}

/** Demands memory for a text of this length. */
export function demandCharacters(length: number): void {
  if (length > MEMORY_MAX) throw new MemoryExhausted();
}

/** Last words, without the program's name, and the status. */
export interface LastWords {
  readonly lines: readonly string[];
  readonly status: number;
}

const STATUS: ReadonlyMap<string, number> = new Map([
  ['awk', 2],
  ['egrep', 2],
  ['env', 125],
  ['fgrep', 2],
  ['grep', 2],
  ['ls', 2],
  ['sort', 2],
]);

export function memoryWords(name: string): LastWords {
  const status = name === 'env' || name === 'ls' ? 1 : (STATUS.get(name) ?? 1);
  const words = name === 'awk' ? 'run time error: out of memory' : 'memory exhausted';
  return { lines: [words], status };
}

type DiskFailed = NodeEvent & { readonly type: 'disk.failed' };

/** A write failed: to standard output, or to a file that the program writes itself. */
export function writeWords(name: string, event: DiskFailed, isOutput: boolean): LastWords {
  const reason = REASONS[event.reason];
  const status = STATUS.get(name) ?? 1;
  if (!isOutput) {
    const words = name === 'cp' ? `error writing '${event.path}'` : event.path;
    return { lines: [`${name === 'sed' ? "couldn't flush " : ''}${words}: ${reason}`], status };
  }
  switch (name) {
    case 'sort':
      return { lines: [`fflush failed: 'standard output': ${reason}`, 'write error'], status };
    case 'sed':
      return { lines: [`couldn't flush stdout: ${reason}`], status: 4 };
    case 'awk':
      return { lines: [`close failed on file /dev/stdout (${reason})`], status };
    case 'yes':
      return { lines: [`standard output: ${reason}`], status };
    case 'tee':
      return { lines: [`'standard output': ${reason}`], status };
    case 'wc':
    case 'du':
      return { lines: ['write error'], status };
    default:
      return { lines: [`write error: ${reason}`], status };
  }
}

const REASONS: Readonly<Record<DiskFailed['reason'], string>> = {
  ENOSPC: 'No space left on device',
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
};
