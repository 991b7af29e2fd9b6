/**
 * A consumer's configuration, read and checked.
 *
 * Mirrors: org.apache.kafka.clients.consumer.ConsumerConfig, GroupRebalanceConfig, the checks in the
 * constructors of KafkaConsumer, ConsumerCoordinator and Heartbeat, 2.8.0.
 * Departs: deserializers are not looked at: records hold texts.
 */
import { CONSUMER_KEYS } from '../../config/client-keys.ts';
import type { ConfigValues } from '../../config/config-def.ts';
import { ConfigException } from '../../config/config-def.ts';
import type { KafkaRelease } from '../../release.ts';
import type { Properties } from '../client-config.ts';
import { parseClientConfig } from '../client-config.ts';
import type { RebalanceProtocol } from './assignors/assignor.ts';
import { assignorOfClass, commonProtocol } from './assignors/assignors.ts';

export interface ConsumerOptions {
  /** Unique among the clients of one program. */
  readonly name: string;
  /** consumer.properties as texts. */
  readonly properties: Properties;
  readonly seed: number;
  readonly release?: KafkaRelease;
  /** How many consumers the program has made, this one included: `consumer-<group>-<n>`. Default 1. */
  readonly sequence?: number;
}

export type ResetStrategy = 'LATEST' | 'EARLIEST' | 'NONE';

/** Plain data. */
export interface ConsumerConfig {
  readonly release: KafkaRelease;
  readonly clientId: string;
  /** Null: no group, and neither commits nor subscriptions. */
  readonly groupId: string | null;
  readonly groupInstanceId: string | null;
  readonly bootstrapServers: readonly string[];
  readonly dnsLookup: string;
  readonly allowsAutoTopicCreation: boolean;
  readonly excludesInternalTopics: boolean;
  readonly resetStrategy: ResetStrategy;
  readonly isReadCommitted: boolean;
  readonly isAutoCommitting: boolean;
  readonly autoCommitIntervalMs: number;
  readonly sessionTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly maxPollIntervalMs: number;
  readonly maxPollRecords: number;
  readonly fetchMinBytes: number;
  readonly fetchMaxBytes: number;
  readonly fetchMaxWaitMs: number;
  readonly maxPartitionFetchBytes: number;
  readonly clientRack: string;
  readonly requestTimeoutMs: number;
  readonly defaultApiTimeoutMs: number;
  readonly retryBackoffMs: number;
  readonly metadataMaxAgeMs: number;
  readonly leavesGroupOnClose: boolean;
  /** Names of assignors, the preferred one first. */
  readonly assignors: readonly string[];
  /** Null: there is no assignor. */
  readonly protocol: RebalanceProtocol | null;
  /** How its log lines begin. */
  readonly logPrefix: string;
}

export type ConsumerValues = ConfigValues<typeof CONSUMER_KEYS>;

const DESERIALIZERS = ['key.deserializer', 'value.deserializer'];
const INSTANCE_ID_MAX = 249;

/** Throws ConfigException. */
export function readConsumerValues({ properties }: ConsumerOptions): ConsumerValues {
  return parseClientConfig(CONSUMER_KEYS, properties, DESERIALIZERS);
}

/** Throws ConfigException. */
export function consumerConfig(options: ConsumerOptions, values: ConsumerValues): ConsumerConfig {
  const groupId = values['group.id'];
  const groupInstanceId = values['group.instance.id'];
  if (groupInstanceId !== null) checkInstanceId(groupInstanceId);
  const clientId = values['client.id'] || generatedClientId(options, groupId, groupInstanceId);
  if (values['heartbeat.interval.ms'] >= values['session.timeout.ms']) {
    throw new ConfigException('Heartbeat must be set lower than the session timeout');
  }
  const instance = groupInstanceId === null ? '' : `instanceId=${groupInstanceId}, `;
  return {
    release: options.release ?? '2.8.0',
    clientId,
    groupId,
    groupInstanceId,
    bootstrapServers: values['bootstrap.servers'],
    dnsLookup: values['client.dns.lookup'],
    allowsAutoTopicCreation: values['allow.auto.create.topics'],
    excludesInternalTopics: values['exclude.internal.topics'],
    resetStrategy: values['auto.offset.reset'].toUpperCase() as ResetStrategy,
    isReadCommitted: values['isolation.level'] === 'read_committed',
    isAutoCommitting: isAutoCommitting(options.properties, values),
    autoCommitIntervalMs: values['auto.commit.interval.ms'],
    sessionTimeoutMs: values['session.timeout.ms'],
    heartbeatIntervalMs: values['heartbeat.interval.ms'],
    maxPollIntervalMs: values['max.poll.interval.ms'],
    maxPollRecords: values['max.poll.records'],
    fetchMinBytes: values['fetch.min.bytes'],
    fetchMaxBytes: values['fetch.max.bytes'],
    fetchMaxWaitMs: values['fetch.max.wait.ms'],
    maxPartitionFetchBytes: values['max.partition.fetch.bytes'],
    clientRack: values['client.rack'],
    requestTimeoutMs: values['request.timeout.ms'],
    defaultApiTimeoutMs: values['default.api.timeout.ms'],
    retryBackoffMs: values['retry.backoff.ms'],
    metadataMaxAgeMs: values['metadata.max.age.ms'],
    leavesGroupOnClose: values['internal.leave.group.on.close'],
    ...assignorsOf(values['partition.assignment.strategy']),
    logPrefix: `[Consumer ${instance}clientId=${clientId}, groupId=${groupId ?? 'null'}]`,
  };
}

function generatedClientId(
  { release, sequence = 1 }: ConsumerOptions,
  groupId: string | null,
  groupInstanceId: string | null,
): string {
  if (release !== undefined && release !== '2.8.0') return `consumer-${sequence}`;
  return `consumer-${groupId ?? 'null'}-${groupInstanceId ?? sequence}`;
}

/** ConsumerConfig.maybeOverrideEnableAutoCommit. */
function isAutoCommitting(properties: Properties, values: ConsumerValues): boolean {
  const name = 'enable.auto.commit';
  if (values['group.id'] !== null) return values[name];
  if (!Object.hasOwn(properties, name)) return false;
  if (!values[name]) return false;
  throw new ConfigException(`${name} cannot be set to true when default group id (null) is used.`);
}

/** JoinGroupRequest.validateGroupInstanceId. */
function checkInstanceId(id: string): void {
  if (id === '') throw new ConfigException('Group instance id must be non-empty string');
  if (id === '.' || id === '..') {
    throw new ConfigException('Group instance id cannot be "." or ".."');
  }
  if (id.length > INSTANCE_ID_MAX) {
    throw new ConfigException(
      `Group instance id can't be longer than ${INSTANCE_ID_MAX} characters: ${id}`,
    );
  }
  if (!/^[a-zA-Z0-9._-]*$/.test(id)) {
    throw new ConfigException(
      `Group instance id "${id}" is illegal, it contains a character other than ` +
        "ASCII alphanumerics, '.', '_' and '-'",
    );
  }
}

function assignorsOf(
  classNames: readonly string[],
): Pick<ConsumerConfig, 'assignors' | 'protocol'> {
  const assignors = classNames.map((className) => {
    const assignor = assignorOfClass(className);
    if (assignor !== undefined) return assignor;
    throw new ConfigException(`${className} ClassNotFoundException exception occurred`);
  });
  const names = assignors.map(({ name }) => name);
  if (names.length === 0) return { assignors: names, protocol: null };
  return { assignors: names, protocol: commonProtocol(assignors) };
}
