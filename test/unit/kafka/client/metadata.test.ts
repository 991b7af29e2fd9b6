/** What a client makes of metadata responses, and when it asks. */
import { describe, expect, it } from 'vitest';
import type { Env } from '../../../../src/engine/kernel/behavior.ts';
import type { Effect } from '../../../../src/engine/kernel/effects.ts';
import { ConfigException } from '../../../../src/engine/kafka/config/config-def.ts';
import { parseBootstrapAddresses } from '../../../../src/engine/kafka/client/bootstrap-addresses.ts';
import type { MetadataState, WantedTopics } from '../../../../src/engine/kafka/client/metadata.ts';
import {
  bootstrapMetadata,
  currentLeader,
  isUpdateDue,
  newMetadata,
  partitionIfCurrent,
  requestUpdate,
  requestUpdateForNewTopics,
  takeTrouble,
  timeToNextUpdateMs,
  updateLastSeenEpochIfNewer,
} from '../../../../src/engine/kafka/client/metadata.ts';
import {
  leaderFor,
  partitionCount,
  topicInfo,
} from '../../../../src/engine/kafka/client/metadata-cluster.ts';
import {
  maybeUpdateMetadata,
  metadataOutcome,
  metadataTurn,
} from '../../../../src/engine/kafka/client/metadata-updater.ts';
import type { NetworkTurn } from '../../../../src/engine/kafka/client/network-client.ts';
import {
  networkClient,
  networkEvent,
  networkTurn,
} from '../../../../src/engine/kafka/client/network-client.ts';

interface Partition {
  readonly leader: number;
  readonly epoch: number;
  readonly error?: string;
}

function topicOf(name: string, partitions: readonly Partition[], errorCode = 'NONE') {
  return {
    errorCode,
    name,
    isInternal: name.startsWith('__'),
    partitions: partitions.map(({ leader, epoch, error }, partitionIndex) => ({
      errorCode: error ?? 'NONE',
      partitionIndex,
      leaderId: leader,
      leaderEpoch: epoch,
      replicaNodes: [1, 2],
      isrNodes: [leader],
      offlineReplicas: [],
    })),
  };
}

/** A client with nothing but its metadata, connected to one broker. */
class Bench {
  nowMs = 0;
  metadata: MetadataState;
  topics: readonly string[] | null = ['t', 'u'];
  fresh: readonly string[] | null = null;
  effects: Effect[] = [];
  logs: string[] = [];
  private client = networkClient({
    name: 'c',
    clientId: 'c',
    requestTimeoutMs: 30_000,
    reconnectBackoffMs: 50,
    reconnectBackoffMaxMs: 1000,
    connectionSetupTimeoutMs: 10_000,
    connectionSetupTimeoutMaxMs: 30_000,
    maxInFlightRequestsPerConnection: 5,
    discoversVersions: false,
    logPrefix: '[C]',
    seed: 1,
  });

  constructor() {
    const fresh = newMetadata({
      refreshBackoffMs: 100,
      maxAgeMs: 300_000,
      requestTimeoutMs: 30_000,
      reconnectBackoffMs: 50,
      logPrefix: '[C]',
    });
    this.metadata = bootstrapMetadata(fresh, [{ host: 'kafka1', port: 9092 }]);
    this.poll();
    this.step((network) => {
      const remote = { host: 'kafka1', port: 9092 };
      const opened = { type: 'connection.opened', connection: 1, token: 'c:-1:1' } as const;
      networkEvent(network, { ...opened, localPort: 1, remote, remoteIp: '' });
    });
  }

  get wanted(): WantedTopics {
    return {
      full: () => this.topics,
      fresh: () => this.fresh,
      retains: (topic) => this.topics?.includes(topic) ?? true,
      allowsAutoTopicCreation: false,
    };
  }

  poll(): number {
    return this.step((network, turn) => maybeUpdateMetadata(turn)) as number;
  }

  /** Answers the request that is under way. */
  answer(topics: readonly unknown[], brokers: readonly number[] = [1, 2]): void {
    const correlationId = this.client.nextCorrelationId - 1;
    const message = {
      type: 'MetadataResponse',
      correlationId,
      brokers: brokers.map((nodeId) => ({
        nodeId,
        host: `kafka${nodeId}`,
        port: 9092,
        rack: null,
      })),
      clusterId: 'id',
      controllerId: 1,
      topics,
    };
    this.step((network) => networkEvent(network, { type: 'message', connection: 1, message }));
  }

  update(topics: readonly unknown[], brokers?: readonly number[]): void {
    this.nowMs += 200;
    this.metadata = requestUpdate(this.metadata);
    this.askAndAnswer(topics, brokers);
  }

  askAndAnswer(topics: readonly unknown[], brokers?: readonly number[]): void {
    // The node that is asked is the one that is open, under whichever id it goes.
    const { cluster } = this.metadata;
    const nodes = [{ id: -1, host: 'kafka1', port: 9092 }];
    this.metadata = { ...this.metadata, cluster: { ...cluster, nodes } };
    this.poll();
    expect(this.effects.filter(({ type }) => type === 'send')).toHaveLength(1);
    this.metadata = { ...this.metadata, cluster };
    this.answer(topics, brokers);
  }

  sent(): unknown {
    const sent = this.effects.find(({ type }) => type === 'send') as { message: unknown };
    return sent.message;
  }

  private step(
    work: (network: NetworkTurn, turn: ReturnType<typeof metadataTurn>) => unknown,
  ): unknown {
    const { nowMs } = this;
    const host = { resolve: () => '10.0.0.1' };
    const network = networkTurn(this.client, { nowMs, host } as unknown as Env, []);
    const turn = metadataTurn(this.metadata, network, this.wanted);
    const result = work(network, turn);
    for (const outcome of network.outcomes) {
      if (outcome.type === 'log') this.logs.push(outcome.text);
      else metadataOutcome(turn, outcome);
    }
    this.client = network.client;
    this.metadata = turn.metadata;
    this.effects = network.effects;
    return result;
  }
}

describe('metadata', () => {
  it('are asked for at once, then when they are old, and never more often than the back-off allows', () => {
    const bench = new Bench();
    bench.poll();
    expect(bench.sent()).toMatchObject({
      topics: [{ name: 't' }, { name: 'u' }],
      allowAutoTopicCreation: false,
    });
    bench.answer([topicOf('t', [{ leader: 1, epoch: 0 }])]);
    expect(bench.logs).toEqual(['[C] Cluster ID: id']);
    expect(bench.poll()).toBe(300_000);
    bench.metadata = requestUpdate(bench.metadata);
    expect(bench.poll()).toBe(100);
    expect(isUpdateDue(bench.metadata, 99)).toBe(false);
    expect(isUpdateDue(bench.metadata, 100)).toBe(true);
    bench.metadata = requestUpdateForNewTopics(bench.metadata);
    expect(timeToNextUpdateMs(bench.metadata, 1)).toBe(0);
  });

  it('take nothing from a response that is older than what is known', () => {
    const bench = new Bench();
    bench.update([topicOf('t', [{ leader: 1, epoch: 5 }])]);
    bench.update([topicOf('t', [{ leader: 2, epoch: 4 }])]);
    expect(currentLeader(bench.metadata, 't', 0)).toMatchObject({ leader: { id: 1 }, epoch: 5 });
    bench.update([topicOf('t', [{ leader: 2, epoch: 6 }])]);
    expect(currentLeader(bench.metadata, 't', 0)).toMatchObject({ leader: { id: 2 }, epoch: 6 });
  });

  it('do not trust a leader once a newer epoch was heard of', () => {
    const bench = new Bench();
    bench.update([topicOf('t', [{ leader: 1, epoch: 5 }])]);
    bench.metadata = updateLastSeenEpochIfNewer(bench.metadata, 't', 0, 5);
    expect(bench.metadata.needsFullUpdate).toBe(false);
    bench.metadata = updateLastSeenEpochIfNewer(bench.metadata, 't', 0, 6);
    expect(bench.metadata.needsFullUpdate).toBe(true);
    expect(partitionIfCurrent(bench.metadata, 't', 0)).toBe(null);
    expect(currentLeader(bench.metadata, 't', 0)).toEqual({ leader: null, epoch: 6 });
  });

  it('of new topics alone leave all others as they were, but for who leads where', () => {
    const bench = new Bench();
    bench.update([topicOf('t', [{ leader: 2, epoch: 0 }])]);
    bench.fresh = ['u'];
    bench.metadata = requestUpdateForNewTopics(bench.metadata);
    bench.askAndAnswer([topicOf('u', [{ leader: 1, epoch: 0 }])], [1]);
    expect(partitionCount(bench.metadata.cluster, 't')).toBe(1);
    expect(partitionCount(bench.metadata.cluster, 'u')).toBe(1);
    expect(leaderFor(bench.metadata.cluster, 't', 0)).toBe(null);
    expect(topicInfo(bench.metadata.cluster, 't')!.available).toEqual([]);
    bench.topics = ['u'];
    bench.metadata = requestUpdateForNewTopics(bench.metadata);
    bench.askAndAnswer([]);
    expect(partitionCount(bench.metadata.cluster, 't')).toBe(null);
    expect(bench.metadata.lastSeenLeaderEpochs.size).toBe(1);
  });

  it('tell what is wrong, topics in the order of a hash map', () => {
    const bench = new Bench();
    bench.topics = null;
    const wrong = ['orders', 'fresh', 'b', 'a', 'auto1'].map((name) =>
      topicOf(name, [], 'LEADER_NOT_AVAILABLE'),
    );
    bench.update(wrong);
    expect(bench.logs[0]).toBe(
      '[C] Error while fetching metadata with correlation id 0 : {a=LEADER_NOT_AVAILABLE, b=LEADER_NOT_AVAILABLE, orders=LEADER_NOT_AVAILABLE, fresh=LEADER_NOT_AVAILABLE, auto1=LEADER_NOT_AVAILABLE}',
    );
    expect(bench.metadata.needsFullUpdate).toBe(true);
    bench.logs.length = 0;
    bench.update([topicOf('t', [{ leader: -1, epoch: 1, error: 'LISTENER_NOT_FOUND' }])]);
    expect(bench.logs).toEqual([
      '[C] 1 partitions have leader brokers without a matching listener, including [t-0]',
    ]);
    bench.logs.length = 0;
    bench.update([topicOf('a b', [], 'INVALID_TOPIC_EXCEPTION')]);
    expect(bench.logs.slice(1)).toEqual(['[C] Metadata response reported invalid topics [a b]']);
    const [trouble, told] = takeTrouble(bench.metadata);
    expect(trouble).toEqual({
      error: 'INVALID_TOPIC_EXCEPTION',
      exception: 'org.apache.kafka.common.errors.InvalidTopicException',
      message: 'Invalid topics: [a b]',
    });
    expect(takeTrouble(told)).toEqual([null, told]);
  });

  it('are not replaced by a response that names no broker', () => {
    const bench = new Bench();
    bench.update([topicOf('t', [{ leader: 1, epoch: 0 }])]);
    bench.update([topicOf('t', [], 'LEADER_NOT_AVAILABLE')], []);
    expect(partitionCount(bench.metadata.cluster, 't')).toBe(1);
    expect(bench.metadata.inProgress).toBe(null);
  });

  it('list partitions as upstream\u2019s hash table does', () => {
    const bench = new Bench();
    const ofSize = (count: number) => {
      const partitions = Array.from({ length: count }, () => ({ leader: 1, epoch: 0 }));
      bench.update([topicOf('t', partitions)]);
      return topicInfo(bench.metadata.cluster, 't')!.partitions.map(({ partition }) => partition);
    };
    // By these RoundRobinPartitioner of the real 2.8.0 chose 0, 1, 0 … and 2, 0, 2 …
    expect(ofSize(3)).toEqual([1, 0, 2]);
    expect(ofSize(4)).toEqual([3, 2, 1, 0]);
  });
});

describe('bootstrap.servers', () => {
  const parse = (...urls: string[]) => {
    const logs: string[] = [];
    const resolve = (host: string) => (host === 'nosuchhost' ? undefined : '10.0.0.1');
    const env = { host: { resolve, nameOf: () => 'canonical' } } as unknown as Env;
    const addresses = parseBootstrapAddresses(urls, 'use_all_dns_ips', env, ({ text }) =>
      logs.push(text),
    );
    return { addresses, logs };
  };

  it('leave out whom nobody knows', () => {
    expect(parse('kafka1:9092', '', 'nosuchhost:9092', 'PLAINTEXT://[::1]:1')).toEqual({
      addresses: [
        { host: 'kafka1', port: 9092 },
        { host: '::1', port: 1 },
      ],
      logs: [
        "Couldn't resolve server nosuchhost:9092 from bootstrap.servers as DNS resolution failed for nosuchhost",
      ],
    });
  });

  it.each([
    ['nosuchhost:9092', 'No resolvable bootstrap urls given in bootstrap.servers'],
    ['kafka1', 'Invalid url in bootstrap.servers: kafka1'],
    ['kafka1:70000', 'Invalid port in bootstrap.servers: kafka1:70000'],
    ['kafka1:99999999999', 'Invalid port in bootstrap.servers: kafka1:99999999999'],
  ])('%s is refused', (url, text) => {
    expect(() => parse(url)).toThrow(new ConfigException(text));
  });
});
