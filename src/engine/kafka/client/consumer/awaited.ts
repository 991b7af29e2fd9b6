/**
 * Answers that a method of the owner's call waits for.
 *
 * Mirrors: RequestFuture as a local variable, 2.8.0.
 */
import { ownState } from '../../../kernel/turn.ts';
import type { Failure } from './consumer-error.ts';
import type { ConsumerTurn } from './consumer-state.ts';
import type { AwaitedResult } from './thread-state.ts';

/** A new one; its id is for the request's tag and for the frame. */
export function awaitResult(turn: ConsumerTurn): number {
  const state = ownState(turn);
  const id = state.nextRequestId;
  state.nextRequestId = id + 1;
  setAwaited(turn, [...state.thread.awaited, { id, result: null }]);
  return id;
}

function setAwaited(turn: ConsumerTurn, awaited: readonly AwaitedResult[]): void {
  const state = ownState(turn);
  const { frames, untilMs } = state.thread;
  state.thread = { frames, untilMs, awaited };
}

/** Nobody may wait any more: then nothing happens. */
export function settleResult(
  turn: ConsumerTurn,
  id: number,
  result: Exclude<AwaitedResult['result'], null>,
): void {
  const { awaited } = turn.state.thread;
  if (!awaited.some((other) => other.id === id && other.result === null)) return;
  setAwaited(
    turn,
    awaited.map((other) => (other.id === id ? { id, result } : other)),
  );
}

export function succeedResult(turn: ConsumerTurn, id: number, value: unknown): void {
  settleResult(turn, id, { value, failure: null });
}

export function failResult(turn: ConsumerTurn, id: number, failure: Failure): void {
  settleResult(turn, id, { value: null, failure });
}

/** Null: it has not come. */
export function seeResult({ state }: ConsumerTurn, id: number): AwaitedResult['result'] {
  return state.thread.awaited.find((other) => other.id === id)?.result ?? null;
}

/** Null: it has not come. Once it has, it is forgotten. */
export function takeResult(turn: ConsumerTurn, id: number): AwaitedResult['result'] {
  const { awaited } = turn.state.thread;
  const found = awaited.find((other) => other.id === id);
  if (found === undefined || found.result === null) return null;
  dropResult(turn, id);
  return found.result;
}

export function dropResult(turn: ConsumerTurn, id: number): void {
  const { awaited } = turn.state.thread;
  if (awaited.some((other) => other.id === id)) {
    setAwaited(
      turn,
      awaited.filter((other) => other.id !== id),
    );
  }
}
