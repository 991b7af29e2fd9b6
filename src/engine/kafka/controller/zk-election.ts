/**
 * The event of /admin/preferred_replica_election.
 *
 * Mirrors: KafkaController.PreferredReplicaElectionHandler, 2.8.0.
 */
import type { ReplicaLeaderElection } from './controller-event.ts';

export function zkElection(): ReplicaLeaderElection {
  return {
    type: 'ReplicaLeaderElection',
    partitions: null,
    electionType: 'PREFERRED',
    trigger: 'ZkTriggered',
    caller: null,
  };
}
