/**
 * The state of a zkCli.sh process, and what it prints by itself.
 *
 * Mirrors: the fields of ZooKeeperMain and MyWatcher, 3.8.0.
 * Read next: zk-cli.ts.
 */
import type { ProcessInfo, Turn } from '../../../engine/index.ts';
import type { ClientOutcome, ClientState, WatchedEvent } from '../../../engine/zookeeper/index.ts';
import type { RoutineRun } from '../../../engine/index.ts';
import type { CliReply, CliResult } from './calls.ts';
import { logText } from './console-log.ts';
import type { MainInput, MainMemory } from './main.ts';

/** The call that the running script waits for. */
export interface WaitingCall {
  readonly number: number;
  readonly kind: 'replies' | 'closed' | 'connected' | 'sleep';
  readonly replies: readonly (CliReply | null)[];
  /** Set once the call is answered. */
  readonly result: CliResult | null;
}

/** Plain data. */
export interface ZkCliState {
  readonly process: ProcessInfo;
  readonly isLogging: boolean;
  readonly memory: MainMemory;
  readonly client: ClientState | null;
  readonly clientCount: number;
  readonly run: RoutineRun<MainInput, CliResult> | null;
  readonly waiting: WaitingCall | null;
  readonly callCount: number;
  /** Lines that wait for the running command's end. */
  readonly lines: readonly string[];
  readonly partial: string;
  readonly isInputEnded: boolean;
  /** The latest lines that the editor keeps, and how many older ones it has forgotten. */
  readonly editorHistory: readonly string[];
  readonly editorForgotten: number;
  /** The word that Tab was pressed behind, while the server is asked. */
  readonly completing: string | null;
}

/** The scratch pad of one step. */
export type CliTurn = Turn<ZkCliState>;

/** Writes to standard output (1) or standard error (2). */
export function print(turn: CliTurn, fd: 1 | 2, text: string): void {
  if (text !== '') turn.effects.push({ type: 'output', fd, text });
}

/** Handles what the client tells. */
export function takeOutcomes(
  turn: CliTurn,
  outcomes: readonly ClientOutcome[],
  takeReply: (turn: CliTurn, reply: Extract<ClientOutcome, { type: 'reply' }>) => void,
): void {
  for (const outcome of outcomes) {
    switch (outcome.type) {
      case 'event':
        onWatchedEvent(turn, outcome.event);
        break;
      case 'reply':
        takeReply(turn, outcome);
        break;
      case 'closed':
        answer(turn, 'closed', { type: 'done' });
        break;
      case 'log':
        if (turn.state.isLogging) print(turn, 1, logText(turn.env, outcome));
    }
  }
}

function onWatchedEvent(turn: CliTurn, { type, state, path }: WatchedEvent): void {
  if (turn.state.memory.printWatches) {
    const text = `WatchedEvent state:${state} type:${type} path:${path ?? 'null'}`;
    print(turn, 1, `\nWATCHER::\n\n${text}\n`);
  }
  if (type === 'None' && state === 'SyncConnected') {
    answer(turn, 'connected', { type: 'flag', value: true });
  }
}

/** Answers the running call if it waits for this. */
export function answer(turn: CliTurn, kind: WaitingCall['kind'], result: CliResult): void {
  const { waiting } = turn.state;
  if (waiting === null || waiting.kind !== kind || waiting.result !== null) return;
  turn.state = { ...turn.state, waiting: { ...waiting, result } };
}
