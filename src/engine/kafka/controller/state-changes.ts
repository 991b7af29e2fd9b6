/**
 * Which changes of partitions and replicas are legal, as their machines say it.
 *
 * Mirrors: PartitionState.validPreviousStates, ReplicaState.validPreviousStates, 2.8.0.
 * Departs: a machine is read once; then a table answers.
 */
import type { AnyStateMachine } from 'xstate';
import type { PartitionState, ReplicaState } from './controller-state.ts';
import { partitionStateMachine } from './partition-state.machine.ts';
import { replicaStateMachine } from './replica-state.machine.ts';

type Previous<S extends string> = Readonly<Record<S, readonly S[]>>;

/** For each state the states from which it may be asked for, in the order of the machine. */
function previousStates<S extends string>(machine: AnyStateMachine): Previous<S> {
  const names = Object.keys(machine.states) as S[];
  const from = (target: S): readonly S[] =>
    names.filter((name) => machine.states[name]!.ownEvents.includes(target));
  return Object.fromEntries(names.map((name) => [name, from(name)])) as unknown as Previous<S>;
}

export const VALID_PREVIOUS_PARTITION_STATES =
  previousStates<PartitionState>(partitionStateMachine);

export const VALID_PREVIOUS_REPLICA_STATES = previousStates<ReplicaState>(replicaStateMachine);

/** In 2.2 only a deletion that was begun can fail. */
export const OLD_VALID_PREVIOUS_REPLICA_STATES: Previous<ReplicaState> = {
  ...VALID_PREVIOUS_REPLICA_STATES,
  ReplicaDeletionIneligible: ['ReplicaDeletionStarted'],
};
