/**
 * One step of a consumer: what has come is taken, what is due is done, and the timer is set for what comes
 * next.
 *
 * Read next: responses.ts, heartbeat.ts, thread.ts.
 */
import type { Env } from '../../../kernel/behavior.ts';
import type { Effect } from '../../../kernel/effects.ts';
import { ownState } from '../../../kernel/turn.ts';
import { networkTurn } from '../network-client.ts';
import { copyConsumer } from './consumer-copies.ts';
import { flush } from './consumer-network.ts';
import type { ConsumerState, ConsumerTurn } from './consumer-state.ts';
import { heartbeatWakeMs, runHeartbeat } from './heartbeat.ts';
import { takeOutcomes } from './responses.ts';
import { isCalled, isIn, runThread } from './thread.ts';

export function newTurn(state: ConsumerState, env: Env, effects: Effect[]): ConsumerTurn {
  return {
    state,
    env,
    effects,
    owned: [],
    copy: copyConsumer,
    outcomes: [],
    network: networkTurn(state.network, env, effects),
    failures: [],
  };
}

export function wakeTimerOf(name: string): string {
  return `${name}:wake`;
}

/** What was sent has failed at once, and the owner's call may want to try again. */
const LOOKS_AGAIN_MS = 10;

/** Does everything that can be done now. */
export function advance(turn: ConsumerTurn): void {
  takeOutcomes(turn);
  runHeartbeat(turn, isIn(turn, 'ensureCoordinatorReady'));
  runThread(turn);
  let waitMs = Infinity;
  while (!turn.state.isClosed) {
    waitMs = Math.min(waitMs, flush(turn));
    if (turn.network.outcomes.length === 0 && turn.failures.length === 0) break;
    const hasFailed = turn.failures.length > 0;
    takeOutcomes(turn);
    if (hasFailed || turn.network.outcomes.length > 0) waitMs = LOOKS_AGAIN_MS;
  }
  keepNetwork(turn);
  setWake(turn, turn.env.nowMs + waitMs);
}

/** What the network client has become is part of the state. */
export function keepNetwork(turn: ConsumerTurn): void {
  const { client } = turn.network;
  if (turn.state.network !== client) ownState(turn).network = client;
}

/** The timer is never moved back: when it runs out early, it is set anew. */
function setWake(turn: ConsumerTurn, networkMs: number): void {
  const { options, wakeAtMs, isClosed, thread } = turn.state;
  const name = wakeTimerOf(options.name);
  if (isClosed) {
    if (wakeAtMs !== null) turn.effects.push({ type: 'cancelTimer', name });
    ownState(turn).wakeAtMs = null;
    return;
  }
  const threadMs = isCalled(turn) ? thread.untilMs : Infinity;
  const { nowMs } = turn.env;
  const dueMs = Math.min(networkMs, threadMs, heartbeatWakeMs(turn));
  if (dueMs === Infinity) return;
  const atMs = Math.max(dueMs, nowMs + 1);
  if (wakeAtMs !== null && wakeAtMs > nowMs && wakeAtMs <= atMs) return;
  ownState(turn).wakeAtMs = atMs;
  turn.effects.push({ type: 'setTimer', name, delayMs: Math.ceil(atMs - nowMs) });
}
