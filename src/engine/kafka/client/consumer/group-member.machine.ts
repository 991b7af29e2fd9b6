/**
 * Where a consumer stands in its group. This machine is the only place that decides it.
 *
 * Mirrors: AbstractCoordinator.MemberState and the places that assign it, 2.8.0.
 * Read next: join-group.ts, join-responses.ts (step it and carry out what it means), heartbeat.ts.
 */
import { setup } from 'xstate';

/** Everything the machine can be told. */
export type GroupMemberEvent =
  | { readonly type: 'join.sent' }
  | { readonly type: 'join.answered' }
  | { readonly type: 'sync.answered' }
  | { readonly type: 'generation.reset' };

const doing = (...lines: readonly string[]) => lines.join('\n');

/** The role machine of a member. */
export const groupMemberMachine = setup({
  types: { events: {} as GroupMemberEvent },
}).createMachine({
  id: 'groupMember',
  initial: 'UNJOINED',
  states: {
    UNJOINED: {
      description: doing(
        'No member of a generation. The next poll finds the coordinator and joins. No heartbeats.',
        'leaves: join.sent → PREPARING_REBALANCE',
      ),
      on: { 'join.sent': 'PREPARING_REBALANCE' },
    },
    PREPARING_REBALANCE: {
      description: doing(
        'JoinGroup is sent: the coordinator answers when all members have joined, or their time is over.',
        'answers: MEMBER_ID_REQUIRED → JoinGroup again, with the id that came',
        'leaves: join.answered → COMPLETING_REBALANCE',
        'leaves: generation.reset → UNJOINED',
      ),
      on: {
        'join.answered': 'COMPLETING_REBALANCE',
        'generation.reset': 'UNJOINED',
      },
    },
    COMPLETING_REBALANCE: {
      description: doing(
        'SyncGroup is sent, by the leader with the assignment of all. Heartbeats begin.',
        'leaves: sync.answered → STABLE',
        'leaves: join.sent → PREPARING_REBALANCE',
        'leaves: generation.reset → UNJOINED',
      ),
      on: {
        'sync.answered': 'STABLE',
        'join.sent': 'PREPARING_REBALANCE',
        'generation.reset': 'UNJOINED',
      },
    },
    STABLE: {
      description: doing(
        'Has its assignment and fetches. A heartbeat every heartbeat.interval.ms, also between polls.',
        'answers: REBALANCE_IN_PROGRESS → joins again with the next poll',
        'leaves: join.sent → PREPARING_REBALANCE',
        'leaves: generation.reset → UNJOINED',
      ),
      on: { 'join.sent': 'PREPARING_REBALANCE', 'generation.reset': 'UNJOINED' },
    },
  },
});
