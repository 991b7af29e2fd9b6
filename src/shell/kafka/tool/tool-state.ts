/**
 * The state of a tool's process.
 *
 * Read next: tool-program.ts.
 */
import type { ProcessInfo, RoutineRun, Turn } from '../../../engine/index.ts';
import type {
  AdminAnswer,
  AdminState,
  ConsumerState,
  ProducerState,
  ZkClientState,
} from '../../../engine/kafka/index.ts';
import type { Rebalance, ToolCall, ToolResult, ZkAnswer } from './calls.ts';
import { isLogged, logText } from './log4j.ts';
import type { Installation, LogLevel, SendOutcome, ToolInput } from './tool.ts';
import type { JavaException } from '../java/exception.ts';

/** The call that the script waits for. */
export interface WaitingCall {
  /** Unique in the process: what comes for another number comes too late. */
  readonly number: number;
  readonly call: ToolCall;
  /** Of `admin.calls` and `zk.requests`: what has come so far. */
  readonly answers: readonly (AdminAnswer | ZkAnswer | null)[];
  /** Of sends: the number of the last record, and whether send has returned. */
  readonly lastSend: number;
  readonly isReturned: boolean;
  /** Set once the call is answered. */
  readonly result: ToolResult | null;
}

/** Plain data. */
export interface ToolState {
  readonly process: ProcessInfo;
  readonly installation: Installation;
  readonly logLevel: LogLevel | null;
  readonly run: RoutineRun<ToolInput<unknown>, ToolResult> | null;
  readonly waiting: WaitingCall | null;
  readonly callCount: number;
  readonly admin: AdminState | null;
  readonly producer: ProducerState | null;
  readonly consumer: ConsumerState | null;
  readonly zk: ZkClientState | null;
  /** When a name was last looked up in vain: Java remembers that for a while. */
  readonly lookedUpAtMs: number;
  /** Clients that were opened: each has a name of its own. */
  readonly clientCount: number;
  readonly sendCount: number;
  /** What callbacks share with the main thread. */
  readonly shared: unknown;
  /** Of the poll under way. */
  readonly rebalances: readonly Rebalance[];
  /** What has been typed and not been read. */
  readonly unread: string;
  readonly isInputEnded: boolean;
  /** Children that ended before the script waited for them. */
  readonly ended: readonly { readonly pid: number; readonly code: number }[];
  /** 128 + n of the signal that ends the tool. */
  readonly signalCode: number | null;
}

/** The scratch pad of one step. */
export interface ToolTurn extends Turn<ToolState> {
  /** The callback of sends, which runs beside the main thread. */
  readonly onSent: (turn: ToolTurn, outcome: SendOutcome) => void;
  /** A ConsumerRebalanceListener. */
  readonly onRebalance: (turn: ToolTurn, rebalance: Rebalance) => void;
}

/** What a send carries with it. */
export type SendTag = Omit<SendOutcome, 'nowMs' | 'metadata' | 'exception'> & {
  readonly isSync: boolean;
};

export function change(turn: ToolTurn, changes: Partial<ToolState>): void {
  turn.state = { ...turn.state, ...changes };
}

/** Writes to standard output (1) or standard error (2); pieces that follow each other are joined. */
export function print({ effects }: ToolTurn, fd: 1 | 2, text: string): void {
  if (text === '') return;
  const last = effects[effects.length - 1];
  if (last?.type === 'output' && last.fd === fd && last.text.length < PIECE_LENGTH) {
    effects[effects.length - 1] = { ...last, text: last.text + text };
  } else effects.push({ type: 'output', fd, text });
}

const PIECE_LENGTH = 65_536;

export function log(
  turn: ToolTurn,
  level: LogLevel,
  text: string,
  logger: string,
  throwable?: JavaException,
): void {
  if (!isLogged(level, turn.state.logLevel)) return;
  print(turn, 2, logText(turn.env.wallClockMs, level, text, logger, throwable));
}

/** Answers the call under way. */
export function answer(turn: ToolTurn, result: ToolResult): void {
  const { waiting } = turn.state;
  if (waiting === null || waiting.result !== null) return;
  change(turn, { waiting: { ...waiting, result } });
}

/** The call under way, if it has this type and is not answered. */
export function waitingFor<T extends ToolCall['type']>(
  { state: { waiting } }: ToolTurn,
  type: T,
): (WaitingCall & { readonly call: Extract<ToolCall, { readonly type: T }> }) | null {
  if (waiting === null || waiting.result !== null || waiting.call.type !== type) return null;
  return waiting as WaitingCall & { readonly call: Extract<ToolCall, { readonly type: T }> };
}
