/**
 * Everything that is true of the simulated world at one moment. The kernel alone changes it; all
 * others read it.
 *
 * Mirrors: an operating system's tables (processes, sockets, terminals) on several hosts.
 * Departs: computing takes no time, and a host's memory has no limit; programs of the shell limit theirs.
 * Read next: kernel.ts.
 */
import type { Disk } from './disk.ts';
import type { Effect } from './effects.ts';
import type { EventQueue } from './event-queue.ts';
import type { Address, NodeEvent } from './events.ts';
import type { FaultRule } from './fault-rules.ts';
import type { Identities } from './identities.ts';
import type { PersistentList } from './persistent-list.ts';
import type { RandomState } from './random.ts';
import type { ProcessInfo } from './behavior.ts';
import type { Violation } from './violation.ts';

export interface World {
  /** Virtual time in milliseconds since the start. */
  nowMs: number;
  /** Events so far, operator actions included; also the number of the next event. */
  eventCount: number;
  /** Queue entries since the last event that concerned nobody any more (a timer that was moved). */
  silentCount: number;
  sequence: number;
  nextPid: number;
  nextConnection: number;
  nextTerminal: number;
  /** Children born at one instant. */
  births?: { readonly atMs: number; readonly count: number };
  /** Stream of the loss rules. */
  lossRandom: RandomState;
  /** Stream of the disks' latency and of what survives a power loss. */
  diskRandom: RandomState;
  readonly hosts: Map<string, Host>;
  readonly processes: Map<number, Process>;
  /** Whom each pid means or meant. For whoever looks at the history; no program sees it. */
  identities: Identities;
  readonly connections: Map<number, Connection>;
  readonly pipes: Map<string, Pipe>;
  readonly terminals: Map<number, Terminal>;
  rules: readonly FaultRule[];
  queue: EventQueue;
  /** Ghosts of the invariants, in their order; copied at a checkpoint. */
  readonly ghosts: unknown[];
  violations: readonly Violation[];
}

/** Replaced as a whole whenever it changes. */
export interface Host {
  readonly name: string;
  readonly ip: string;
  readonly disk: Disk;
  readonly isPowered: boolean;
  /** Who listens, by port. */
  readonly listeners: Readonly<Record<number, Listener>>;
  /** No sync of this host's disk ends before this. */
  readonly syncBusyUntilMs: number;
  readonly nextEphemeralPort: number;
  /** What starts when the host is powered on. */
  readonly boot: readonly StartRequest[];
}

export interface Listener {
  readonly pid: number;
  /** What its program listens for, in its system's words (`client`, `quorum`); see effects.ts. */
  readonly purpose: string;
}

/** A process that the operator (or a boot) starts. */
export interface StartRequest {
  readonly program: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** File that gets its output; default none. */
  readonly outputPath?: string;
}

/** Mutable by the kernel; copied at a checkpoint. */
export interface Process {
  readonly info: ProcessInfo;
  readonly program: string;
  /**
   * Stable name across restarts: `host/program arguments` of a daemon, `host/ttyN/program` of a
   * terminal's program, of which a second one that lives beside it has `#2` behind it, and so on.
   * Rules and views use it.
   */
  readonly key: string;
  /** `undefined` until started. Plain immutable data of the program. */
  state: unknown;
  status: 'starting' | 'running' | 'paused' | 'exited';
  readonly startedAtMs: number;
  exitCode: number | null;
  readonly isDaemon: boolean;
  readonly tty: number | null;
  readonly streams: Streams;
  readonly timers: Map<string, TimerState>;
  /** What came while it was paused, in order. */
  inbox: readonly Waited[];
  /** How much of that waits in the queue since it goes on: whatever comes meanwhile stands behind. */
  resuming: number;
  /** Effects that wait for a sync, by the sequence of the queue entry that ends it. */
  behindSync: readonly { readonly sequence: number; readonly effects: readonly Effect[] }[];
  /** Lines the arrow keys offer. */
  history: readonly string[];
}

/** Something that a paused process has not taken yet. */
export interface Waited {
  /** Null: the end of a sync that nobody is told of. */
  readonly event: NodeEvent | null;
  /** What waited for that sync, carried out first. */
  readonly effects: readonly Effect[];
  readonly cause: number;
}

export interface TimerState {
  readonly deadlineMs: number;
  /** Queue entry that will look at this timer; later deadlines reuse it. */
  readonly entryAtMs: number;
  readonly entrySequence: number;
  readonly cause: number;
}

export interface Streams {
  readonly stdin: {
    readonly kind: 'tty' | 'none' | 'parent' | 'pipe' | 'text';
    readonly pipe?: string;
  };
  readonly stdout: Sink;
  readonly stderr: Sink;
}

export type Sink =
  | { readonly kind: 'tty'; readonly terminal: number }
  | { readonly kind: 'pipe'; readonly pipe: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'parent'; readonly pid: number }
  | { readonly kind: 'null' };

export interface Pipe {
  readonly name: string;
  /** `null` until the reader is spawned, `closed` when it has ended. */
  readonly reader: number | null | 'closed';
  readonly writers: readonly number[];
  /** Written before there was a reader. */
  readonly buffer: string;
  readonly hadWriter: boolean;
}

/** Mutable by the kernel; copied at a checkpoint. */
export interface Connection {
  readonly id: number;
  /** The side that connected, then the side that listened. */
  ends: readonly [End, End];
  readonly token: string;
  /** What the listener declared; empty until somebody accepts. */
  purpose: string;
  /** Dialled by `localhost` or its like; a host's own name and address lead over its own address. */
  readonly isLoopback: boolean;
  state: 'dialling' | 'open' | 'closed';
  readonly openedAtMs: number;
  /** Which ends have closed (or lost their process). */
  isClosedBy: readonly [boolean, boolean];
  lastArrivalMs: [number, number];
  /** Messages that a cut holds back, by direction; TCP retransmits them when it heals. */
  held: readonly [readonly Held[], readonly Held[]];
  /** An attempt that a cut swallowed: the event that dialled. Else null. */
  heldDialCause: number | null;
  /** Which ends lost their power: what is stopped on its way is never sent again. */
  isMute: readonly [boolean, boolean];
  latencyRandom: RandomState;
}

/** Replaced as a whole when it changes. */
export interface End {
  /** 0 until somebody accepts. */
  readonly pid: number;
  /** Key of the process (or the host alone while nobody has accepted). */
  readonly key: string;
  readonly address: Address;
}

export interface Held {
  readonly message: import('./events.ts').Message | null;
  readonly sentAtMs: number;
  /** Orders it among all that was sent. */
  readonly sequence: number;
  readonly cause: number;
}

/** Replaced as a whole whenever it changes. */
export interface Terminal {
  readonly id: number;
  readonly host: string;
  readonly shellPid: number;
  /** Process that gets what is typed; 0 when the session has ended. */
  readonly foregroundPid: number;
  /** Pieces of text in order of output, echo included. */
  readonly output: PersistentList<TerminalText>;
  /** Pieces before this one are off the screen (clear). */
  readonly clearedBefore: number;
  /** Characters that `output` holds, once they are many. */
  readonly heldLength?: number;
  /** Pieces before this one are forgotten: they stand there, empty. */
  readonly forgottenBefore?: number;
  /** Answer to the last Tab. */
  readonly completion: Completion | null;
}

export interface TerminalText {
  readonly text: string;
  /** Number of the event that printed it. */
  readonly event: number;
  /** What the person typed, as the terminal echoes it. */
  readonly isEcho: boolean;
}

export interface Completion {
  readonly event: number;
  readonly insert: string;
  readonly candidates: readonly string[];
}
