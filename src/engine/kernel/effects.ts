/**
 * What a program may ask for. Effects are carried out in order; everything behind a `sync` in the
 * same list waits until that sync is durable, as "log before acknowledging" demands. What a later
 * list wants of a connection or a path that something in front of it waits for waits with it.
 *
 * Mirrors: system calls.
 * Read next: process-table.ts and network.ts, which carry them out.
 */
import type { Chunk } from './disk.ts';
import type { Cut } from './file-content.ts';
import type { Message, Signal } from './events.ts';

export type Effect =
  // Network
  /** `purpose`: what the port is for, in the system's words, as pages and filters name it. */
  | { readonly type: 'listen'; readonly port: number; readonly purpose?: string }
  | { readonly type: 'unlisten'; readonly port: number }
  | {
      readonly type: 'connect';
      /** Chosen by the program, unique among its open attempts. */
      readonly token: string;
      readonly host: string;
      readonly port: number;
    }
  /** Gives up an attempt that has not been answered. */
  | { readonly type: 'abandon'; readonly token: string }
  | {
      readonly type: 'send';
      readonly connection: number;
      readonly message: Message;
    }
  /** Closes after what was sent before has been delivered (FIN). */
  | { readonly type: 'close'; readonly connection: number }
  // Time. A set timer replaces its namesake.
  | {
      readonly type: 'setTimer';
      readonly name: string;
      readonly delayMs: number;
    }
  | { readonly type: 'cancelTimer'; readonly name: string }
  // Disk. Paths are absolute; `append` creates the file; parents must exist (see mkdir).
  | { readonly type: 'append'; readonly path: string; readonly chunk: Chunk }
  | {
      readonly type: 'writeFile';
      readonly path: string;
      readonly chunks: readonly Chunk[];
    }
  /** Keeps the first `chunkCount` chunks, or the first `byteLength` bytes (of a shorter file all). */
  | ({ readonly type: 'truncate'; readonly path: string } & Cut)
  | { readonly type: 'rename'; readonly from: string; readonly to: string }
  /** Removes a file, or a folder with everything in it. */
  | { readonly type: 'remove'; readonly path: string }
  /** Makes the folder and its parents. */
  | { readonly type: 'mkdir'; readonly path: string }
  /** fsync. With a token the event `disk.synced` follows; later effects of this list wait. */
  | { readonly type: 'sync'; readonly path: string; readonly token?: string }
  // Process
  /** Text to standard output (1) or standard error (2), wherever they lead. */
  | { readonly type: 'output'; readonly fd: 1 | 2; readonly text: string }
  | { readonly type: 'exit'; readonly code: number }
  | ({ readonly type: 'spawn' } & SpawnRequest)
  /** Sends text into a child's standard input that was spawned with `stdin: {kind: 'parent'}`. */
  | { readonly type: 'feed'; readonly pid: number; readonly text: string }
  | { readonly type: 'feedEnd'; readonly pid: number }
  | { readonly type: 'signal'; readonly pid: number; readonly signal: Signal }
  // Terminal (only for the foreground process of one)
  /** Answers `tty.complete`: what to insert at the cursor, and what to list. */
  | {
      readonly type: 'complete';
      readonly insert: string;
      readonly candidates: readonly string[];
    }
  /** Makes a child (or, with own pid, itself) the one that gets what is typed. */
  | { readonly type: 'foreground'; readonly pid: number }
  /** Clears the terminal's screen. */
  | { readonly type: 'clearScreen' }
  /** Lines the arrow keys offer while this process reads (newest last). */
  | { readonly type: 'setHistory'; readonly lines: readonly string[] }
  /** Leaves a named mark in the history, for invariants, lessons and the timeline. */
  | { readonly type: 'note'; readonly name: string; readonly detail?: unknown };

/** Where a child's stream leads. Pipes are named by the parent and join two children. */
export type Stream =
  /** The parent's stream of the same number, or its stream `fd` (`2>&1` in a subshell). */
  | { readonly kind: 'inherit'; readonly fd?: 1 | 2 }
  | { readonly kind: 'null' }
  | { readonly kind: 'pipe'; readonly pipe: string }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly mode: 'append' | 'truncate';
    }
  /** stdin only: this text, then end of input (files by `<`, here-documents). */
  | { readonly kind: 'text'; readonly text: string }
  /** stdin: fed by the parent (`feed`); stdout and stderr: handed to the parent as `child.output`. */
  | { readonly kind: 'parent' };

export interface SpawnRequest {
  readonly token: string;
  /** Name of a registered behavior. */
  readonly program: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdin: Stream;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** A daemon survives its parent and its terminal. */
  readonly isDaemon: boolean;
}
