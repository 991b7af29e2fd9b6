/** The admin client against brokers that die, move and say no. */
import { expect, it } from 'vitest';
import type { Env } from '../../../../../src/engine/kernel/behavior.ts';
import type { AdminOutcome, AdminState } from '../../../../../src/engine/kafka/client/admin.ts';
import {
  adminCall,
  adminEvent,
  adminTurn,
  closeAdmin,
  openAdmin,
} from '../../../../../src/engine/kafka/client/admin.ts';
import type {
  AdminAnswer,
  AdminMethod,
} from '../../../../../src/engine/kafka/client/admin-calls.ts';
import {
  createTopics,
  describeCluster,
  describeConsumerGroups,
  listOffsets,
  listTopics,
  unregisterBroker,
} from '../../../../../src/engine/kafka/client/admin-calls.ts';
import type {
  KafkaRequest,
  ResponseBody,
} from '../../../../../src/engine/kafka/protocol/messages.ts';
import type { NodeEvent } from '../../../../../src/engine/kernel/events.ts';
import type { Answer, Broker } from '../simulated-cluster.ts';
import { Cluster, portOf } from '../simulated-cluster.ts';

class Admin {
  state: AdminState;
  readonly outcomes: AdminOutcome[] = [];
  private readonly cluster: Cluster;

  constructor(cluster: Cluster, properties: Record<string, string> = {}) {
    this.cluster = cluster;
    const turn = openAdmin(
      {
        name: 'admin',
        properties: { 'bootstrap.servers': `kafka1:${portOf(1)}`, ...properties },
        seed: 7,
      },
      cluster.env,
    );
    this.state = turn.state;
    this.keep(turn);
    cluster.carryOut(this, turn.effects);
  }

  take(event: NodeEvent, env: Env) {
    const turn = adminTurn(this.state, env);
    adminEvent(turn, event);
    this.keep(turn);
    return turn.effects;
  }

  private keep({
    state,
    outcomes,
  }: {
    state: AdminState;
    outcomes: readonly AdminOutcome[];
  }): void {
    this.state = state;
    this.outcomes.push(...outcomes);
  }

  /** Runs a method to its end. */
  run<T>(method: AdminMethod<T>): T {
    let step = method.next();
    while (step.done !== true) {
      const { calls } = step.value;
      const first = this.outcomes.length;
      const turn = adminTurn(this.state, this.cluster.env);
      calls.forEach((call, i) => adminCall(turn, call, i));
      this.keep(turn);
      this.cluster.carryOut(this, turn.effects);
      const answers = new Map<number, AdminAnswer>();
      for (let waited = 0; answers.size < calls.length && waited < 130_000; waited += 10) {
        this.cluster.runFor(10);
        for (const outcome of this.outcomes.slice(first)) {
          if (outcome.type === 'answered' || outcome.type === 'failed') {
            answers.set(outcome.tag as number, outcome);
          }
        }
      }
      step = method.next(calls.map((_, i) => answers.get(i)!));
    }
    return step.value;
  }
}

let controllerId = 1;
let coordinatorId = 1;

function metadata(cluster: Cluster, topics: string[]): ResponseBody {
  return {
    type: 'MetadataResponse',
    brokers: cluster.brokers.map(({ id }) => ({
      nodeId: id,
      host: `kafka${id}`,
      port: portOf(id),
      rack: null,
    })),
    clusterId: 'cluster',
    controllerId,
    topics: topics.map((name) => ({
      errorCode: 'NONE',
      name,
      topicId: 'id',
      isInternal: name.startsWith('__'),
      partitions: [0, 1].map((partitionIndex) => ({
        errorCode: 'NONE',
        partitionIndex,
        leaderId: partitionIndex + 1,
        leaderEpoch: 0,
        replicaNodes: [1, 2],
        isrNodes: [1, 2],
        offlineReplicas: [],
      })),
      topicAuthorizedOperations: 0,
    })),
  };
}

function broker(id: number): Broker {
  return { id, isUp: true, answer: (request, cluster) => answerOf(id, request, cluster) };
}

function answerOf(id: number, request: KafkaRequest, cluster: Cluster): Answer {
  switch (request.type) {
    case 'MetadataRequest':
      return metadata(cluster, request.topics?.map(({ name }) => name!) ?? ['b', 'a', '__c']);
    case 'CreateTopicsRequest': {
      const isController = id === controllerId;
      const topics = request.topics.map(({ name, numPartitions, replicationFactor }) => ({
        name,
        topicId: 'id',
        errorCode: isController ? ('NONE' as const) : ('NOT_CONTROLLER' as const),
        errorMessage: null,
        topicConfigErrorCode: 0,
        numPartitions,
        replicationFactor,
        configs: [],
      }));
      return { type: 'CreateTopicsResponse', topics };
    }
    case 'FindCoordinatorRequest': {
      const node = { nodeId: coordinatorId, host: `kafka${coordinatorId}`, port: 1 };
      return {
        type: 'FindCoordinatorResponse',
        errorCode: 'NONE',
        errorMessage: null,
        ...node,
      };
    }
    case 'DescribeGroupsRequest': {
      const groups = request.groups.map((groupId) => ({
        errorCode: id === coordinatorId ? ('NONE' as const) : ('NOT_COORDINATOR' as const),
        groupId,
        groupState: 'Empty',
        protocolType: 'consumer',
        protocolData: '',
        members: [],
        authorizedOperations: 0,
      }));
      return { type: 'DescribeGroupsResponse', groups };
    }
    case 'ListOffsetsRequest': {
      const topics = request.topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({
          partitionIndex,
          errorCode:
            partitionIndex + 1 === id ? ('NONE' as const) : ('UNKNOWN_SERVER_ERROR' as const),
          timestamp: -1,
          offset: 10 * id,
          leaderEpoch: 0,
        })),
      }));
      return { type: 'ListOffsetsResponse', topics };
    }
    case 'DescribeClusterRequest':
      return null;
    default:
      return null;
  }
}

function topic(name: string) {
  return { name, numPartitions: 1, replicationFactor: 1, assignments: null, configs: [] };
}

it('without a broker a call ends after default.api.timeout.ms with the words of upstream', () => {
  const dead = broker(1);
  dead.isUp = false;
  const admin = new Admin(new Cluster([dead]));
  const { exception } = admin.run(listTopics());
  expect(exception).toEqual({
    exception: 'org.apache.kafka.common.errors.TimeoutException',
    message:
      'Call(callName=listTopics, deadlineMs=1796000061000, tries=1, ' +
      'nextAllowedTryMs=1796000061101) timed out at 1796000061001 after 1 attempt(s)',
    error: 'REQUEST_TIMED_OUT',
    cause: {
      exception: 'org.apache.kafka.common.errors.TimeoutException',
      message: 'Timed out waiting for a node assignment. Call: listTopics',
      error: 'REQUEST_TIMED_OUT',
    },
  });
  const warnings = admin.outcomes.filter(
    (outcome) => outcome.type === 'log' && outcome.text.includes('could not be established'),
  ).length;
  // Back-offs of 50 ms, doubled up to a second, and a look every 100 ms: recorded are 56 to 60.
  expect(warnings).toBeGreaterThan(50);
  expect(warnings).toBeLessThan(66);
});

it('a broker that takes the connection and is silent costs all of the time', () => {
  const admin = new Admin(new Cluster([broker(1), broker(2)]));
  const { exception } = admin.run(describeCluster({ timeoutMs: 5000 }));
  expect(exception!.message).toMatch(/^Call\(callName=listNodes, .* after 1 attempt\(s\)$/);
  expect((exception as { cause?: { message: string } }).cause!.message).toMatch(
    /^Cancelled listNodes request with correlation id \d+ due to node [12] being disconnected$/,
  );
});

it('NOT_CONTROLLER leads to the new controller', () => {
  controllerId = 1;
  const admin = new Admin(new Cluster([broker(1), broker(2)]));
  expect(admin.run(listTopics()).value).toEqual([
    { name: 'a', isInternal: false },
    { name: 'b', isInternal: false },
  ]);
  controllerId = 2;
  const [created] = admin.run(createTopics([topic('t')]));
  expect(created!.result.value).toMatchObject({ numPartitions: 1 });
});

it('a name that no request can carry fails by itself', () => {
  const admin = new Admin(new Cluster([broker(1), broker(2)]));
  const results = admin.run(createTopics([topic(''), topic('t')]));
  expect(results.map(({ key, result }) => [key, result.exception?.message ?? null])).toEqual([
    ['', "The given topic name '' cannot be represented in a request."],
    ['t', null],
  ]);
});

it('a coordinator that has moved is found again', () => {
  coordinatorId = 1;
  const moving = (id: number): Broker => ({
    ...broker(id),
    answer(request, cluster) {
      const answer = answerOf(id, request, cluster);
      if (request.type === 'FindCoordinatorRequest') coordinatorId = 2;
      return answer;
    },
  });
  const cluster = new Cluster([moving(1), moving(2)]);
  const admin = new Admin(cluster);
  const [described] = admin.run(describeConsumerGroups(['g']));
  expect(described!.result.value).toMatchObject({ groupId: 'g', coordinator: { id: 2 } });
});

it('offsets are asked of each partition’s leader', () => {
  const admin = new Admin(new Cluster([broker(1), broker(2)]));
  const queries = [1, 0, 5].map((partition) => ({ topic: 't', partition, timestamp: -1 }));
  const results = admin.run(listOffsets(queries));
  expect(results.map(({ result }) => result.value?.offset ?? result.exception!.exception)).toEqual([
    20,
    10,
    'org.apache.kafka.common.errors.LeaderNotAvailableException',
  ]);
});

it('an API that the broker lacks is refused without asking', () => {
  const admin = new Admin(new Cluster([broker(1), broker(2)]));
  expect(admin.run(unregisterBroker(2)).exception).toEqual({
    exception: 'org.apache.kafka.common.errors.UnsupportedVersionException',
    message: 'The broker does not support UNREGISTER_BROKER',
    error: 'UNSUPPORTED_VERSION',
  });
});

it('closing waits for nothing but calls under way', () => {
  const cluster = new Cluster([broker(1), broker(2)]);
  const admin = new Admin(cluster);
  admin.run(listTopics());
  const turn = adminTurn(admin.state, cluster.env);
  closeAdmin(turn);
  expect(turn.outcomes).toEqual([{ type: 'closed' }]);
});
