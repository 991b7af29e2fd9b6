/**
 * The machines of the controller: what their descriptions say is true, and what is legal is upstream's.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { describe, expect, test } from 'vitest';
import { controllerMachine } from '../../../../src/engine/kafka/controller/controller.machine.ts';
import { partitionStateMachine } from '../../../../src/engine/kafka/controller/partition-state.machine.ts';
import { reassignmentMachine } from '../../../../src/engine/kafka/controller/reassignment.machine.ts';
import { replicaStateMachine } from '../../../../src/engine/kafka/controller/replica-state.machine.ts';
import {
  VALID_PREVIOUS_PARTITION_STATES,
  VALID_PREVIOUS_REPLICA_STATES,
} from '../../../../src/engine/kafka/controller/state-changes.ts';
import { topicDeletionMachine } from '../../../../src/engine/kafka/controller/topic-deletion.machine.ts';

const machines: readonly AnyStateMachine[] = [
  controllerMachine,
  partitionStateMachine,
  replicaStateMachine,
  topicDeletionMachine,
  reassignmentMachine,
];

function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesOf)];
}

function realLeaves(node: AnyStateNode): string[] {
  return [...node.transitions].flatMap(([type, transitions]) =>
    transitions.map(({ target }) => `${type} → ${(target?.[0] ?? node).key}`),
  );
}

function saidLeaves(node: AnyStateNode): string[] {
  const lines = (node.description ?? '').split('\n');
  return lines.filter((line) => line.startsWith('leaves: ')).map((line) => line.slice(8));
}

describe('machines', () => {
  test.each(machines.map((machine) => [machine.id, machine] as const))(
    '%s: leaves are true',
    (_, machine) => {
      for (const node of nodesOf(machine.root)) {
        if (node !== machine.root) expect(node.description, node.id).toBeTruthy();
        expect(saidLeaves(node).sort(), node.id).toEqual(realLeaves(node).sort());
      }
    },
  );

  test('a partition goes where upstream lets it go', () => {
    expect(VALID_PREVIOUS_PARTITION_STATES).toEqual({
      NewPartition: ['NonExistentPartition'],
      OnlinePartition: ['NewPartition', 'OnlinePartition', 'OfflinePartition'],
      OfflinePartition: ['NewPartition', 'OnlinePartition', 'OfflinePartition'],
      NonExistentPartition: ['OfflinePartition'],
    });
  });

  test('a replica goes where upstream lets it go', () => {
    const alive = ['NewReplica', 'OnlineReplica', 'OfflineReplica', 'ReplicaDeletionIneligible'];
    expect(VALID_PREVIOUS_REPLICA_STATES).toEqual({
      NewReplica: ['NonExistentReplica'],
      OnlineReplica: alive,
      OfflineReplica: alive,
      ReplicaDeletionStarted: ['OfflineReplica'],
      ReplicaDeletionSuccessful: ['ReplicaDeletionStarted'],
      ReplicaDeletionIneligible: ['OfflineReplica', 'ReplicaDeletionStarted'],
      NonExistentReplica: ['ReplicaDeletionSuccessful'],
    });
  });
});
