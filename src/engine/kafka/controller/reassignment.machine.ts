/**
 * The way of a partition that is moved to other replicas. Where a partition stands on it is said by its
 * assignment and its ISR; see charts.ts.
 *
 * Mirrors: the phases U, A and B in the comment of KafkaController.onPartitionReassignment, 2.8.0.
 * Read next: reassignment.ts.
 */
import { setup } from 'xstate';

type ReassignmentEvent =
  | { readonly type: 'reassignment.asked' }
  | { readonly type: 'target.outOfSync' }
  | { readonly type: 'target.inSync' }
  | { readonly type: 'reassignment.completed' };

const doing = (...lines: readonly string[]) => lines.join('\n');

export const reassignmentMachine = setup({
  types: { events: {} as ReassignmentEvent },
}).createMachine({
  id: 'reassignment',
  initial: 'settled',
  states: {
    settled: {
      description: doing(
        'The replicas are those that the partition shall have.',
        'leaves: reassignment.asked → updatingAssignment',
      ),
      on: { 'reassignment.asked': 'updatingAssignment' },
    },
    updatingAssignment: {
      description: doing(
        'Phase U: ZooKeeper, then memory get the target replicas and the old ones, with what is added and removed.',
        'leaves: target.outOfSync → catchingUp',
        'leaves: target.inSync → completing',
      ),
      on: { 'target.outOfSync': 'catchingUp', 'target.inSync': 'completing' },
    },
    catchingUp: {
      description: doing(
        'Phase A: the new replicas are made and fetch. Waits until all target replicas are in the ISR.',
        'leaves: target.inSync → completing',
        'leaves: reassignment.asked → updatingAssignment',
      ),
      on: { 'target.inSync': 'completing', 'reassignment.asked': 'updatingAssignment' },
    },
    completing: {
      description: doing(
        'Phase B: a leader of the target, then the old replicas out of the ISR, stopped, deleted, and out of ZooKeeper.',
        'leaves: reassignment.completed → settled',
      ),
      on: { 'reassignment.completed': 'settled' },
    },
  },
});
