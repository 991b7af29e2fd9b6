/**
 * How far a consumer group has come in agreeing who reads what.
 *
 * Mirrors: kafka.coordinator.group.GroupState and its validPreviousStates, 2.8.0.
 * Departs: a heartbeat in CompletingRebalance is answered NONE, as the code does; upstream's comment says
 * REBALANCE_IN_PROGRESS.
 * Read next: group-metadata.ts (steps it), rebalance.ts.
 */
import { setup } from 'xstate';

/** Everything the machine can be told. */
export type GroupEvent =
  | { readonly type: 'rebalance.prepared' }
  | { readonly type: 'members.joined' }
  | { readonly type: 'members.gone' }
  | { readonly type: 'assignment.stored' }
  | { readonly type: 'group.removed' };

const doing = (...lines: readonly string[]) => lines.join('\n');
const removed = { 'group.removed': 'Dead' } as const;

/** One group at its coordinator. */
export const groupMachine = setup({
  types: { events: {} as GroupEvent },
}).createMachine({
  id: 'group',
  initial: 'Empty',
  states: {
    Empty: {
      description: doing(
        'Has no members, but lingers until all its offsets have expired; groups that only commit offsets are here too.',
        'answers: JoinGroup → begins a rebalance',
        'answers: SyncGroup, Heartbeat, LeaveGroup → UNKNOWN_MEMBER_ID',
        'answers: OffsetCommit without a generation → stores it; OffsetFetch → the offsets',
        'leaves: rebalance.prepared → PreparingRebalance',
        'leaves: group.removed → Dead',
      ),
      on: { 'rebalance.prepared': 'PreparingRebalance', ...removed },
    },
    PreparingRebalance: {
      description: doing(
        'Waits until all known members have sent JoinGroup, at most for the longest rebalance timeout among them.',
        'answers: Heartbeat, SyncGroup → REBALANCE_IN_PROGRESS',
        'answers: JoinGroup → parks it',
        'answers: OffsetCommit of the previous generation → stores it; OffsetFetch → the offsets',
        'leaves: members.joined → CompletingRebalance',
        'leaves: members.gone → Empty',
        'leaves: group.removed → Dead',
      ),
      on: { 'members.joined': 'CompletingRebalance', 'members.gone': 'Empty', ...removed },
    },
    CompletingRebalance: {
      description: doing(
        'Waits for the assignment that the leader computes and sends in its SyncGroup.',
        'answers: SyncGroup of a follower → parks it',
        'answers: Heartbeat → NONE; OffsetCommit → REBALANCE_IN_PROGRESS; OffsetFetch → the offsets',
        'leaves: assignment.stored → Stable',
        'leaves: rebalance.prepared → PreparingRebalance',
        'leaves: group.removed → Dead',
      ),
      on: { 'assignment.stored': 'Stable', 'rebalance.prepared': 'PreparingRebalance', ...removed },
    },
    Stable: {
      description: doing(
        'Every member has its partitions; waits for their heartbeats.',
        'answers: Heartbeat → NONE; SyncGroup → the current assignment',
        'answers: JoinGroup of a follower whose metadata is the same → the current generation',
        'answers: OffsetCommit of the current generation → stores it; OffsetFetch → the offsets',
        'leaves: rebalance.prepared → PreparingRebalance',
        'leaves: group.removed → Dead',
      ),
      on: { 'rebalance.prepared': 'PreparingRebalance', ...removed },
    },
    Dead: {
      description: doing(
        'Waits for nothing: its metadata are being removed, or another broker is its coordinator now.',
        'answers: JoinGroup, SyncGroup, Heartbeat, OffsetCommit → COORDINATOR_NOT_AVAILABLE',
      ),
      type: 'final',
    },
  },
});
