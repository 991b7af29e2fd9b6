/**
 * The one shape of everything that runs in the simulated world: a program is a pure pair of
 * functions over plain data.
 *
 * Mirrors: the contract of deterministic protocol cores (input: one event; output: new state and
 * ordered work).
 * Departs: computing takes no virtual time unless the program asks for a timer.
 * Read next: events.ts (what a program is told), effects.ts (what it may ask for).
 */
import type { DiskView } from './disk.ts';
import type { Effect } from './effects.ts';
import type { NodeEvent, Signal } from './events.ts';

/** What a step gives back: the next state and the effects to carry out, in order. */
export type Step<S> = readonly [state: S, effects: readonly Effect[]];

/**
 * A program. Both functions are pure and total: an event that is not expected is ignored or noted,
 * never thrown. State is plain immutable data (no classes, functions or promises): old states stay
 * valid, because the timeline goes back to them.
 */
export interface Behavior<S = unknown> {
  /** The program's name as a process list prints it, for example `zkCli.sh`. */
  readonly name: string;
  /** Signals it handles itself; any other ends it with 128 + n. Default none. */
  readonly handledSignals?: readonly Signal[];
  /**
   * It looks at what its writes come to: when one fails, what stands behind it in the list is not
   * carried out, and the event `disk.failed` follows.
   */
  readonly minds?: 'failed writes';
  /** Called once when the process starts; its memory is empty, the host's disk is not. */
  start(process: ProcessInfo, env: Env): Step<S>;
  /** Called for every event that reaches the process. */
  step(state: S, event: NodeEvent, env: Env): Step<S>;
}

/** Who a process is. Plain data, fixed for its life. */
export interface ProcessInfo {
  /** Unique in the whole world, in order of start. */
  readonly pid: number;
  /** Host name. */
  readonly host: string;
  /** `argv[0]` is the program as it was typed. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Working directory, an absolute path. */
  readonly cwd: string;
  /** Seed of the process's own random stream (see random.ts). */
  readonly seed: number;
  /** Where standard input comes from; `tty` means a person may be typing. */
  readonly stdin: 'tty' | 'pipe' | 'file' | 'none';
  /** Whether standard output is a terminal. */
  readonly isOutputTty: boolean;
  /** The file that standard output leads to, when it does. */
  readonly outputPath?: string;
  /** pid of the process that spawned it; 0 when the operator did. */
  readonly parentPid: number;
  /** Very many processes were started at this instant: it lets time pass before it starts more. */
  readonly isCrowded?: boolean;
}

/**
 * The read-only surroundings of a step. Valid during the call only: keep values, not the object.
 */
export interface Env {
  /** Virtual time since the start of the world, in milliseconds. */
  readonly nowMs: number;
  /** The host's wall clock: milliseconds since 1970-01-01 UTC. */
  readonly wallClockMs: number;
  readonly host: HostView;
}

/** What a process can see of its host. */
export interface HostView {
  readonly name: string;
  readonly ip: string;
  /** The host's files as any process on it reads them (page cache included). */
  readonly disk: DiskView;
  /** True while nothing can be added to a file (ENOSPC). */
  readonly isDiskFull: boolean;
  /** True when no process of this host listens on the port. */
  isPortFree(port: number): boolean;
  /** Live processes of this host, in order of pid. */
  processes(): readonly ProcessView[];
  /** Sockets of this host, as netstat would list them. */
  sockets(): readonly SocketView[];
  /** Name to address: own name, `localhost`, IP addresses, other hosts; undefined when unknown. */
  resolve(name: string): string | undefined;
  /** Address to name, as a reverse look-up gives it; undefined when unknown. */
  nameOf(ip: string): string | undefined;
}

export interface ProcessView {
  readonly pid: number;
  readonly parentPid: number;
  readonly program: string;
  readonly argv: readonly string[];
  readonly startedAtMs: number;
  readonly isPaused: boolean;
  readonly tty: number | null;
}

export interface SocketView {
  readonly state: 'LISTEN' | 'ESTABLISHED' | 'SYN_SENT' | 'FIN_WAIT1';
  readonly localPort: number;
  readonly remoteHost: string | null;
  readonly remoteIp: string | null;
  readonly remotePort: number | null;
  /** 0: no process owns it any more. */
  readonly pid: number;
  readonly program: string;
}
