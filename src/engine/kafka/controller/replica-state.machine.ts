/**
 * What may become of a replica. An event is the state that is asked for.
 *
 * Mirrors: kafka.controller.ReplicaState and its validPreviousStates, 2.8.0.
 * Read next: replica-state-machine.ts (what a change does), state-changes.ts.
 */
import { setup } from 'xstate';
import type { ReplicaState } from './controller-state.ts';

type ReplicaStateEvent = { readonly type: ReplicaState };

const doing = (...lines: readonly string[]) => lines.join('\n');

export const replicaStateMachine = setup({
  types: { events: {} as ReplicaStateEvent },
}).createMachine({
  id: 'replica',
  initial: 'NonExistentReplica',
  states: {
    NewReplica: {
      description: doing(
        'Made with its partition or by a reassignment: it can only be told to follow.',
        'leaves: OnlineReplica → OnlineReplica',
        'leaves: OfflineReplica → OfflineReplica',
      ),
      on: { OnlineReplica: 'OnlineReplica', OfflineReplica: 'OfflineReplica' },
    },
    OnlineReplica: {
      description: doing(
        'Its broker is alive: it leads or follows as it is told.',
        'leaves: OnlineReplica → OnlineReplica',
        'leaves: OfflineReplica → OfflineReplica',
      ),
      on: { OnlineReplica: 'OnlineReplica', OfflineReplica: 'OfflineReplica' },
    },
    OfflineReplica: {
      description: doing(
        'Its broker or its log folder is gone, or it is about to be deleted: out of the ISR, unless it is the last one there.',
        'leaves: OnlineReplica → OnlineReplica',
        'leaves: OfflineReplica → OfflineReplica',
        'leaves: ReplicaDeletionStarted → ReplicaDeletionStarted',
        'leaves: ReplicaDeletionIneligible → ReplicaDeletionIneligible',
      ),
      on: {
        OnlineReplica: 'OnlineReplica',
        OfflineReplica: 'OfflineReplica',
        ReplicaDeletionStarted: 'ReplicaDeletionStarted',
        ReplicaDeletionIneligible: 'ReplicaDeletionIneligible',
      },
    },
    ReplicaDeletionStarted: {
      description: doing(
        'Its broker was told to delete it. Waits for the answer.',
        'leaves: ReplicaDeletionSuccessful → ReplicaDeletionSuccessful',
        'leaves: ReplicaDeletionIneligible → ReplicaDeletionIneligible',
      ),
      on: {
        ReplicaDeletionSuccessful: 'ReplicaDeletionSuccessful',
        ReplicaDeletionIneligible: 'ReplicaDeletionIneligible',
      },
    },
    ReplicaDeletionSuccessful: {
      description: doing(
        'Deleted by its broker. Waits for the other replicas of its topic.',
        'leaves: NonExistentReplica → NonExistentReplica',
      ),
      on: { NonExistentReplica: 'NonExistentReplica' },
    },
    ReplicaDeletionIneligible: {
      description: doing(
        'Could not be deleted: its broker is down or answered with an error. Waits for the broker to come back.',
        'leaves: OnlineReplica → OnlineReplica',
        'leaves: OfflineReplica → OfflineReplica',
      ),
      on: { OnlineReplica: 'OnlineReplica', OfflineReplica: 'OfflineReplica' },
    },
    NonExistentReplica: {
      description: doing('Not there (any more).', 'leaves: NewReplica → NewReplica'),
      on: { NewReplica: 'NewReplica' },
    },
  },
});
