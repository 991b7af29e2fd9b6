/**
 * Goes on with the owner's call until its innermost method has to wait.
 *
 * Mirrors: the thread inside KafkaConsumer.
 * Read next: thread-state.ts, poll.ts.
 */
import { ownState } from '../../../kernel/turn.ts';
import type { ConsumerRecord } from '../consumer-types.ts';
import { awaitMetadataUpdate } from './await-metadata.ts';
import { close } from './close.ts';
import { commitOffsetsSync, maybeAutoCommitOffsetsSync } from './commit-sync.ts';
import { ConsumerError } from './consumer-error.ts';
import type { ConsumerTurn } from './consumer-state.ts';
import { ensureCoordinatorReady } from './ensure-coordinator.ts';
import { fetchCommittedOffsets } from './fetch-committed.ts';
import { joinGroupIfNeeded } from './join-group.ts';
import { fetchOffsetsByTimes } from './offsets-by-times.ts';
import { runOwnerCall } from './owner-call.ts';
import { poll } from './poll.ts';
import { position } from './position.ts';
import type { Arrival, Frame, Move, ThreadState } from './thread-state.ts';
import { getTopicMetadata } from './topic-metadata.ts';

export const IDLE_THREAD: ThreadState = { frames: [], untilMs: Infinity, awaited: [] };

/** Methods that look at what is thrown below them. */
const CATCHES: ReadonlySet<Frame['method']> = new Set([
  'owner',
  'maybeAutoCommitOffsetsSync',
] as const);

export function isCalled({ state }: ConsumerTurn): boolean {
  return state.thread.frames.length > 0;
}

/** The owner calls. What was under way is left. */
export function enter(turn: ConsumerTurn, frame: Frame): void {
  ownState(turn).thread = { frames: [frame], untilMs: 0, awaited: [] };
}

export function isIn({ state }: ConsumerTurn, method: Frame['method']): boolean {
  return state.thread.frames.some((frame) => frame.method === method);
}

export function runThread(turn: ConsumerTurn): void {
  let arrival: Arrival = { type: 'go' };
  for (;;) {
    const { frames } = turn.state.thread;
    const frame = frames[frames.length - 1];
    if (frame === undefined) return;
    let move: Move;
    try {
      move = step(turn, frame, arrival);
    } catch (error) {
      if (!(error instanceof ConsumerError)) throw error;
      const { failure } = error;
      if (unwind(turn)) arrival = { type: 'thrown', failure };
      else {
        turn.outcomes.push({ type: 'thrown', exception: failure });
        return;
      }
      continue;
    }
    switch (move.type) {
      case 'wait':
        return setFrames(turn, [...frames.slice(0, -1), move.frame], move.untilMs);
      case 'call':
        setFrames(turn, [...frames.slice(0, -1), move.frame, move.callee], 0);
        arrival = { type: 'go' };
        break;
      case 'return':
        setFrames(turn, frames.slice(0, -1), Infinity);
        if (frame.method === 'poll') {
          turn.outcomes.push({ type: 'polled', records: move.value as readonly ConsumerRecord[] });
        }
        arrival = { type: 'returned', value: move.value };
    }
  }
}

function setFrames(turn: ConsumerTurn, frames: readonly Frame[], untilMs: number): void {
  const state = ownState(turn);
  const { awaited } = state.thread;
  state.thread = { frames, untilMs, awaited };
}

/** Leaves the method that threw, and those above it that let it through; false: nobody takes it. */
function unwind(turn: ConsumerTurn): boolean {
  const { frames } = turn.state.thread;
  let depth = frames.length - 1;
  while (depth > 0 && !CATCHES.has(frames[depth - 1]!.method)) depth--;
  setFrames(turn, frames.slice(0, depth), Infinity);
  return depth > 0;
}

function step(turn: ConsumerTurn, frame: Frame, arrival: Arrival): Move {
  switch (frame.method) {
    case 'poll':
      return poll(turn, frame, arrival);
    case 'ensureCoordinatorReady':
      return ensureCoordinatorReady(turn, frame);
    case 'awaitMetadataUpdate':
      return awaitMetadataUpdate(turn, frame);
    case 'joinGroupIfNeeded':
      return joinGroupIfNeeded(turn, frame, arrival);
    case 'commitOffsetsSync':
      return commitOffsetsSync(turn, frame, arrival);
    case 'maybeAutoCommitOffsetsSync':
      return maybeAutoCommitOffsetsSync(turn, frame, arrival);
    case 'fetchCommittedOffsets':
      return fetchCommittedOffsets(turn, frame, arrival);
    case 'fetchOffsetsByTimes':
      return fetchOffsetsByTimes(turn, frame);
    case 'getTopicMetadata':
      return getTopicMetadata(turn, frame);
    case 'position':
      return position(turn, frame, arrival);
    case 'close':
      return close(turn, frame);
    case 'owner':
      return runOwnerCall(turn, frame, arrival);
  }
}
