/**
 * What a person can do to the world. The journal of these actions and the seed are the whole truth:
 * everything else follows from them.
 *
 * Mirrors: nothing upstream; kill, STOP, CONT, power and cables as an operator has them.
 * Read next: operator.ts, which carries them out.
 */
import type { Chunk } from './disk.ts';
import type { FaultRule } from './fault-rules.ts';
import type { Signal } from './events.ts';
import type { StartRequest } from './world-state.ts';

export type OperatorAction =
  | { readonly type: 'operator.start'; readonly host: string; readonly start: StartRequest }
  /** Starts again, with the same arguments, the daemon that last bore this key. */
  | { readonly type: 'operator.restart'; readonly key: string }
  /** Sends a signal to the process that bears the key (or to a pid). */
  | { readonly type: 'operator.signal'; readonly key: string; readonly signal: Signal }
  | { readonly type: 'operator.powerOff'; readonly host: string }
  | { readonly type: 'operator.powerOn'; readonly host: string }
  | { readonly type: 'operator.addRule'; readonly rule: FaultRule }
  | { readonly type: 'operator.removeRule'; readonly id: string }
  /** Resets a connection at both ends. */
  | { readonly type: 'operator.resetConnection'; readonly connection: number }
  /** Loses one segment in flight: it arrives a retransmission later. */
  | { readonly type: 'operator.loseMessage'; readonly sequence: number; readonly delayMs: number }
  | {
      readonly type: 'operator.openTerminal';
      readonly host: string;
      readonly program?: StartRequest;
    }
  | { readonly type: 'operator.closeTerminal'; readonly terminal: number }
  /** A line typed and sent with Enter (`text` without the newline; several lines when pasted). */
  | { readonly type: 'operator.type'; readonly terminal: number; readonly text: string }
  /** Ctrl-C. `partial` is what stood on the line. */
  | { readonly type: 'operator.interrupt'; readonly terminal: number; readonly partial?: string }
  /** Ctrl-D on an empty line. */
  | { readonly type: 'operator.endInput'; readonly terminal: number }
  | {
      readonly type: 'operator.complete';
      readonly terminal: number;
      readonly line: string;
      readonly cursor: number;
    }
  | { readonly type: 'operator.clearScreen'; readonly terminal: number }
  | {
      readonly type: 'operator.writeFile';
      readonly host: string;
      readonly path: string;
      readonly chunks: readonly Chunk[];
    }
  | { readonly type: 'operator.removePath'; readonly host: string; readonly path: string }
  | { readonly type: 'operator.makeFolder'; readonly host: string; readonly path: string };

/** An action with its place in the run. */
export interface JournalEntry {
  /** Number of the event that the action is. */
  readonly number: number;
  /** `World.silentCount` when it was done: tells its exact place between two events. */
  readonly silentCount: number;
  readonly atMs: number;
  readonly action: OperatorAction;
}
