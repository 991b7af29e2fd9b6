/**
 * Requests to brokers as a log line prints them when they cannot be sent.
 *
 * Mirrors: the toString of LeaderAndIsrRequest.Builder, UpdateMetadataRequest.Builder,
 * StopReplicaRequest.Builder and of their data, 2.8.0.
 */
import type {
  LeaderAndIsrPartitionState,
  UpdateMetadataBroker,
  UpdateMetadataPartitionState,
} from '../protocol/controller.ts';
import type { ControlRequest } from './controller-state.ts';

function ids(numbers: readonly number[]): string {
  return `[${numbers.join(', ')}]`;
}

function head(request: ControlRequest): string {
  const { controllerId, controllerEpoch, brokerEpoch } = request;
  return `controllerId=${controllerId}, controllerEpoch=${controllerEpoch}, brokerEpoch=${brokerEpoch}`;
}

export function requestText(request: ControlRequest): string {
  switch (request.type) {
    case 'LeaderAndIsrRequest': {
      const states = request.topicStates.flatMap(({ topicName, partitionStates }) =>
        partitionStates.map((state) => leaderAndIsrStateText(topicName, state)),
      );
      const topicIds = request.topicStates.map(
        ({ topicName, topicId }) => `${topicName}=${topicId}`,
      );
      const leaders = request.liveLeaders.map(
        ({ brokerId, hostName, port }) => `${hostName}:${port} (id: ${brokerId} rack: null)`,
      );
      return `(type=LeaderAndIsRequest, ${head(request)}, partitionStates=[${states.join(', ')}], topicIds={${topicIds.join(', ')}}, liveLeaders=(${leaders.join(', ')}))`;
    }
    case 'UpdateMetadataRequest': {
      const states = request.topicStates.flatMap(({ topicName, partitionStates }) =>
        partitionStates.map((state) => metadataStateText(topicName, state)),
      );
      const brokers = request.liveBrokers.map(brokerText).join(', ');
      return `(type: UpdateMetadataRequest=, ${head(request)}, partitionStates=[${states.join(', ')}], liveBrokers=${brokers})`;
    }
    case 'StopReplicaRequest': {
      const topics = request.topicStates.map(({ topicName, partitionStates }) => {
        const states = partitionStates.map(
          ({ partitionIndex, leaderEpoch, deletePartition }) =>
            `StopReplicaPartitionState(partitionIndex=${partitionIndex}, leaderEpoch=${leaderEpoch}, deletePartition=${deletePartition})`,
        );
        return `StopReplicaTopicState(topicName='${topicName}', partitionStates=[${states.join(', ')}])`;
      });
      return `(type=StopReplicaRequest, ${head(request)}, deletePartitions=false, topicStates=${topics.join(',')})`;
    }
  }
}

function leaderAndIsrStateText(topic: string, state: LeaderAndIsrPartitionState): string {
  return (
    `LeaderAndIsrPartitionState(topicName='${topic}', partitionIndex=${state.partitionIndex}, ` +
    `controllerEpoch=${state.controllerEpoch}, leader=${state.leader}, leaderEpoch=${state.leaderEpoch}, ` +
    `isr=${ids(state.isr)}, zkVersion=${state.zkVersion}, replicas=${ids(state.replicas)}, ` +
    `addingReplicas=${ids(state.addingReplicas)}, removingReplicas=${ids(state.removingReplicas)}, isNew=${state.isNew})`
  );
}

function metadataStateText(topic: string, state: UpdateMetadataPartitionState): string {
  return (
    `UpdateMetadataPartitionState(topicName='${topic}', partitionIndex=${state.partitionIndex}, ` +
    `controllerEpoch=${state.controllerEpoch}, leader=${state.leader}, leaderEpoch=${state.leaderEpoch}, ` +
    `isr=${ids(state.isr)}, zkVersion=${state.zkVersion}, replicas=${ids(state.replicas)}, ` +
    `offlineReplicas=${ids(state.offlineReplicas)})`
  );
}

function brokerText({ id, endpoints, rack }: UpdateMetadataBroker): string {
  const listed = endpoints.map(
    ({ port, host, listener, securityProtocol }) =>
      `UpdateMetadataEndpoint(port=${port}, host='${host}', listener='${listener}', securityProtocol=${securityProtocol})`,
  );
  const rackText = rack === null ? 'null' : `'${rack}'`;
  return `UpdateMetadataBroker(id=${id}, v0Host='', v0Port=0, endpoints=[${listed.join(', ')}], rack=${rackText})`;
}
