/** What brokers answer to clients. */
import { describe, expect, it } from 'vitest';
import type { KafkaRequest } from '../../../../src/engine/kafka/protocol/messages.ts';
import { BrokerWorld } from './broker-world.ts';
import type { Requester } from './test-programs.ts';

const versions = (correlationId: number, apiVersion = 3): KafkaRequest => ({
  type: 'ApiVersionsRequest',
  ...{ apiVersion, correlationId, clientId: 'test' },
  ...{ clientSoftwareName: 'test', clientSoftwareVersion: '1' },
});

const metadata = (correlationId: number, apiVersion = 9): KafkaRequest => ({
  type: 'MetadataRequest',
  ...{ apiVersion, correlationId, clientId: 'test' },
  ...{ topics: [], allowAutoTopicCreation: false, includeTopicAuthorizedOperations: false },
});

function ask(world: BrokerWorld, requests: readonly KafkaRequest[]): () => Requester {
  const pid = world.runProgram(1, 'requester', 'kafka1', JSON.stringify(requests));
  return () => world.timeline.world.processes.get(pid)!.state as Requester;
}

const idsOf = ({ responses }: Requester): number[] =>
  (responses as readonly { readonly correlationId: number }[]).map((each) => each.correlationId);

describe('requests', () => {
  it('of a connection are answered one behind the other', () => {
    const world = new BrokerWorld();
    const state = ask(world, [metadata(7), versions(8), metadata(9)]);
    world.wait(1000);
    expect(idsOf(state())).toEqual([7, 8, 9]);
    expect(state().isOpen).toBe(true);
  });

  it('wait while the broker starts', () => {
    const world = new BrokerWorld({ brokers: 0, hosts: 1 });
    world.start(1);
    while (world.log(1).every((line) => !line.startsWith('INFO Awaiting socket connections'))) {
      world.wait(1);
    }
    world.signalZooKeeper(1, 'STOP');
    const state = ask(world, [versions(1)]);
    world.wait(3000);
    expect(state()).toMatchObject({ isOpen: true, responses: [] });
    world.signalZooKeeper(1, 'CONT');
    world.wait(3000);
    expect(idsOf(state())).toEqual([1]);
  });

  it('of a version that nobody knows end the connection', () => {
    const world = new BrokerWorld();
    const state = ask(world, [metadata(1), metadata(2, 99), metadata(3)]);
    world.wait(1000);
    expect(idsOf(state())).toEqual([1]);
    expect(state().isOpen).toBe(false);
    const errors = world.log(1).filter((line) => /^(ERROR|Caused by)|Exception: /.test(line));
    const connection = /(?<=Closing socket for )\S+/.exec(errors[0]!)![0];
    expect(connection).toMatch(/^192\.168\.8\.12:9092-192\.168\.8\.12:\d+-\d+$/);
    const trace = [
      `org.apache.kafka.common.errors.InvalidRequestException: Error getting request for apiKey: METADATA, apiVersion: 99, connectionId: ${connection}, listenerName: ListenerName(PLAINTEXT), principal: User:ANONYMOUS`,
      'Caused by: org.apache.kafka.common.errors.UnsupportedVersionException: The METADATA protocol does not support version 99',
    ];
    expect(errors).toEqual([
      `ERROR Closing socket for ${connection} because of error (kafka.network.Processor)`,
      ...trace,
      `ERROR Exception while processing request from ${connection} (kafka.network.Processor)`,
      ...trace,
    ]);
  });

  it('for the versions are answered whatever their own is', () => {
    const world = new BrokerWorld();
    const state = ask(world, [versions(1, 99)]);
    world.wait(1000);
    expect(state().responses).toMatchObject([{ type: 'ApiVersionsResponse', correlationId: 1 }]);
    expect(state().isOpen).toBe(true);
  });

  it('end with the broker', () => {
    const world = new BrokerWorld();
    const state = ask(world, [metadata(1)]);
    world.wait(1000);
    world.signal(1, 'TERM');
    world.wait(2000);
    expect(state().isOpen).toBe(false);
  });
});

describe('a full disk', () => {
  const fill = (world: BrokerWorld): void => {
    const rule = { id: 'full', kind: 'fullDisk', host: 'kafka1' } as const;
    world.timeline.act({ type: 'operator.addRule', rule });
  };

  it('keeps nothing from being answered, but nothing is logged', () => {
    const world = new BrokerWorld();
    const before = world.log(1);
    fill(world);
    const state = ask(world, [metadata(1), metadata(2, 99)]);
    world.wait(1000);
    expect(idsOf(state())).toEqual([1]);
    expect(state().isOpen).toBe(false);
    expect(world.log(1)).toEqual(before);
  });

  it('halts a broker when its log folder cannot be written', () => {
    const world = new BrokerWorld();
    fill(world);
    world.wait(120_000);
    expect(world.exitCode(1)).toBe(1);
    const printed = world.output(1).filter((line) => /^ERROR|^WARN.*Stop|IOException/i.test(line));
    expect(printed).toEqual([
      'ERROR Error while writing to checkpoint file /data/server/kafka/logs/recovery-point-offset-checkpoint (kafka.server.LogDirFailureChannel)',
      'java.io.IOException: No space left on device',
      'WARN [ReplicaManager broker=1] Stopping serving replicas in dir /data/server/kafka/logs (kafka.server.ReplicaManager)',
      'WARN [ReplicaManager broker=1] Broker 1 stopped fetcher for partitions  and stopped moving logs for partitions  because they are in the failed log directory /data/server/kafka/logs. (kafka.server.ReplicaManager)',
      'WARN Stopping serving logs in dir /data/server/kafka/logs (kafka.log.LogManager)',
      'ERROR Shutdown broker because all log dirs in /data/server/kafka/logs have failed (kafka.log.LogManager)',
    ]);
  });
});
