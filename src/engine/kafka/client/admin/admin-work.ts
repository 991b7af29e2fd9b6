/**
 * The scratch pad of one run of the admin client's thread: the turn, and the network client while it is
 * lent out.
 */
import { ownState } from '../../../kernel/turn.ts';
import type { NetworkTurn, Node } from '../network-client.ts';
import { networkTurn } from '../network-client.ts';
import type { AdminException } from './admin-method.ts';
import type { AdminTurn, Call } from './admin-state.ts';

export interface AdminWork {
  readonly turn: AdminTurn;
  readonly network: NetworkTurn;
}

export function beginWork(turn: AdminTurn): AdminWork {
  return { turn, network: networkTurn(turn.state.network, turn.env, turn.effects) };
}

export function endWork({ turn, network }: AdminWork): void {
  if (turn.state.network !== network.client) ownState(turn).network = network.client;
}

/** A virtual time as upstream's clock shows it. */
function clockText({ turn: { env } }: AdminWork, timeMs: number | null): string {
  return timeMs === null ? '0' : String(Math.trunc(env.wallClockMs - env.nowMs + timeMs));
}

/** Call.toString. */
export function callText(
  work: AdminWork,
  { call, deadlineMs, tries, nextAllowedTryMs }: Call,
): string {
  return (
    `Call(callName=${call.name}, deadlineMs=${clockText(work, deadlineMs)}, tries=${tries}, ` +
    `nextAllowedTryMs=${clockText(work, nextAllowedTryMs)})`
  );
}

/** Call.failWithTimeout's exception. */
export function timedOut(work: AdminWork, call: Call, cause: AdminException): AdminException {
  const now = clockText(work, work.turn.env.nowMs);
  return {
    exception: 'org.apache.kafka.common.errors.TimeoutException',
    message: `${callText(work, call)} timed out at ${now} after ${call.tries} attempt(s)`,
    error: 'REQUEST_TIMED_OUT',
    cause,
  };
}

/** Makes a call wait for a node. */
export function enqueue({ turn }: AdminWork, call: Call): void {
  const state = ownState(turn);
  state.pending = [...state.pending, call];
}

/** Calls that are not sent yet wait for a node again, where the node says so. */
export function unassignUnsent({ turn }: AdminWork, isConcerned: (node: Node) => boolean): void {
  const { toSend, pending } = turn.state;
  const concerned = toSend.filter(({ node }) => isConcerned(node));
  if (concerned.length === 0) return;
  const state = ownState(turn);
  state.toSend = toSend.filter(({ node }) => !isConcerned(node));
  state.pending = [...pending, ...concerned.flatMap(({ calls }) => calls)];
}
