/**
 * What a command line tool of ZooKeeper did: text, exit code and changes of the disk.
 *
 * Mirrors: nothing upstream; there a tool writes where it stands.
 */
import type { Effect } from '../../kernel/effects.ts';

export interface ToolResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly effects: readonly Effect[];
  /** It waits for one more word on standard input; the result is that of a run with it. */
  readonly needsAnswer: boolean;
}
