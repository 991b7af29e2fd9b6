/**
 * What a process can be told. Names carry the origin: `message.*`, `timer.*`, `disk.*`,
 * `connection.*`, `process.*`, `stdin`, `signal`.
 *
 * Mirrors: what a program is woken by: sockets, timers, signals, fsync.
 * Read next: effects.ts.
 */

/** A protocol message: plain data whose `type` is upstream's name (`PROPOSAL`, `GetDataRequest`). */
export interface Message {
  readonly type: string;
}

/** A network address of the simulated world. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export type Signal = 'HUP' | 'INT' | 'KILL' | 'TERM' | 'PIPE' | 'STOP' | 'CONT';

export type NodeEvent =
  /** A message arrived on an open connection (FIFO within one direction). */
  | {
      readonly type: 'message';
      readonly connection: number;
      readonly message: Message;
    }
  /** A timer set by `setTimer` ran out. */
  | { readonly type: 'timer'; readonly name: string }
  /**
   * A connection is open. The side that asked gets its `token` back; the side that listens gets
   * `token: null` and the local port that was dialled.
   */
  | {
      readonly type: 'connection.opened';
      readonly connection: number;
      readonly token: string | null;
      readonly localPort: number;
      readonly remote: Address;
      readonly remoteIp: string;
    }
  /** Nobody listens there, or the name is unknown. A silent network gives no event at all. */
  | {
      readonly type: 'connection.refused';
      readonly token: string;
      readonly reason: 'refused' | 'unknown-host';
    }
  /** The other side closed (`closed`), or died or was cut (`reset`). Nothing follows on it. */
  | {
      readonly type: 'connection.closed';
      readonly connection: number;
      readonly reason: 'closed' | 'reset';
    }
  /** The port was taken. */
  | { readonly type: 'listen.failed'; readonly port: number }
  /** A `sync` with this token finished: everything written to the path before it is durable. */
  | { readonly type: 'disk.synced'; readonly token: string }
  /** A write did not happen (`ENOSPC`: the disk is full; `ENOENT`, `EISDIR`). */
  | {
      readonly type: 'disk.failed';
      readonly path: string;
      readonly reason: 'ENOSPC' | 'ENOENT' | 'EISDIR';
    }
  /** Text on standard input: from a terminal whole lines with their newline, from a pipe any piece. */
  | { readonly type: 'stdin'; readonly text: string }
  /** End of standard input (Ctrl-D, closed pipe). */
  | { readonly type: 'stdin.end' }
  /** A signal the program may handle; KILL, STOP and CONT never arrive here. */
  | { readonly type: 'signal'; readonly signal: Signal }
  /** A `spawn` succeeded. */
  | {
      readonly type: 'process.spawned';
      readonly token: string;
      readonly pid: number;
      /** As in `ProcessInfo`. */
      readonly isCrowded?: boolean;
    }
  /** A child ended; `code` is 128 + n when a signal ended it. */
  | {
      readonly type: 'process.exited';
      readonly pid: number;
      readonly code: number;
    }
  /** Text that a child wrote to a stream spawned as `parent` (command substitution). */
  | {
      readonly type: 'child.output';
      readonly pid: number;
      readonly text: string;
    }
  /** The person pressed Tab: answer with the effect `complete`. */
  | {
      readonly type: 'tty.complete';
      readonly line: string;
      readonly cursor: number;
    };

/** The name of an event as timelines and charts print it, for example `message.PROPOSAL`. */
export function eventName(event: NodeEvent): string {
  if (event.type === 'message') return `message.${event.message.type}`;
  if (event.type === 'timer') return `timer.${event.name}`;
  return event.type;
}
