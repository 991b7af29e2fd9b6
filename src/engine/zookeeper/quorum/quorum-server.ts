/**
 * Entry of the ensemble part of a server: starts the quorum peer and takes the events that belong
 * to it (election and quorum ports, their timers and disk syncs).
 *
 * Mirrors: QuorumPeer.start and the threads that read its sockets, 3.8.0.
 * Departs: one process step stands for the work of several threads.
 * Read next: quorum-peer.ts, election.ts, leader.ts, learner.ts.
 */
import type { Turn } from '../../kernel/behavior.ts';
import type { NodeEvent } from '../../kernel/events.ts';
import type { ServerProcessState } from '../server/server-state.ts';

/** Loads the database, reads the epochs, listens for election and starts looking for a leader. */
export function startQuorumPeer(_turn: Turn<ServerProcessState>): void {}

/** Takes the event when it belongs to the ensemble; false leaves it to the client side. */
export function onQuorumEvent(_turn: Turn<ServerProcessState>, _event: NodeEvent): boolean {
  return false;
}
