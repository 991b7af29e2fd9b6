/**
 * What may become of a partition. An event is the state that is asked for.
 *
 * Mirrors: kafka.controller.PartitionState and its validPreviousStates, 2.8.0.
 * Read next: partition-state-machine.ts (what a change does), state-changes.ts.
 */
import { setup } from 'xstate';
import type { PartitionState } from './controller-state.ts';

type PartitionStateEvent = { readonly type: PartitionState };

const doing = (...lines: readonly string[]) => lines.join('\n');

export const partitionStateMachine = setup({
  types: { events: {} as PartitionStateEvent },
}).createMachine({
  id: 'partition',
  initial: 'NonExistentPartition',
  states: {
    NewPartition: {
      description: doing(
        'Has replicas, but neither a leader nor an ISR: its state znode is not there yet.',
        'leaves: OnlinePartition → OnlinePartition',
        'leaves: OfflinePartition → OfflinePartition',
      ),
      on: { OnlinePartition: 'OnlinePartition', OfflinePartition: 'OfflinePartition' },
    },
    OnlinePartition: {
      description: doing(
        'Has a leader. Asked for again, a leader is elected anew: the preferred one, or one that stays.',
        'leaves: OnlinePartition → OnlinePartition',
        'leaves: OfflinePartition → OfflinePartition',
      ),
      on: { OnlinePartition: 'OnlinePartition', OfflinePartition: 'OfflinePartition' },
    },
    OfflinePartition: {
      description: doing(
        'Its leader is gone. Waits for a replica of the ISR to come back, or for an unclean election.',
        'leaves: OnlinePartition → OnlinePartition',
        'leaves: OfflinePartition → OfflinePartition',
        'leaves: NonExistentPartition → NonExistentPartition',
      ),
      on: {
        OnlinePartition: 'OnlinePartition',
        OfflinePartition: 'OfflinePartition',
        NonExistentPartition: 'NonExistentPartition',
      },
    },
    NonExistentPartition: {
      description: doing(
        'Was never made, or is being deleted.',
        'leaves: NewPartition → NewPartition',
      ),
      on: { NewPartition: 'NewPartition' },
    },
  },
});
