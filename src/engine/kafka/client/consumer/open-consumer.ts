/**
 * Making a consumer of what its properties say.
 *
 * Mirrors: the constructors of KafkaConsumer, AbstractCoordinator and ConsumerCoordinator, 2.8.0.
 * Read next: consumer-config.ts, consumer-state.ts.
 */
import type { Env } from '../../../kernel/behavior.ts';
import type { Effect } from '../../../kernel/effects.ts';
import { emptyMap } from '../../../kernel/persistent-map.ts';
import { startChart } from '../../../kernel/statechart.ts';
import { CONSUMER_KEYS } from '../../config/client-keys.ts';
import { ConfigException } from '../../config/config-def.ts';
import type { BootstrapAddress } from '../bootstrap-addresses.ts';
import { parseBootstrapAddresses } from '../bootstrap-addresses.ts';
import { deprecatedLines, startLines } from '../client-config.ts';
import { ConstructionException } from '../client-exception.ts';
import { bootstrapMetadata, newMetadata } from '../metadata.ts';
import type { ClientLogLine, NetworkClientOptions } from '../network-client.ts';
import { networkClient } from '../network-client.ts';
import type { ConsumerConfig, ConsumerOptions, ConsumerValues } from './consumer-config.ts';
import { consumerConfig, readConsumerValues } from './consumer-config.ts';
import { log } from './consumer-log.ts';
import type { ConsumerState, ConsumerTurn, CoordinatorState } from './consumer-state.ts';
import { NO_GENERATION } from './consumer-state.ts';
import { newTurn } from './consumer-step.ts';
import { groupMemberMachine } from './group-member.machine.ts';
import { newHeartbeat } from './heartbeat.ts';
import { NO_SUBSCRIPTIONS } from './subscription-state.ts';
import { IDLE_THREAD } from './thread.ts';

const CONFIG_CLASS = 'org.apache.kafka.clients.consumer.ConsumerConfig';
const MAX_IN_FLIGHT = 100;

/**
 * Throws ConfigException for properties that upstream's constructor refuses: ConstructionException, which
 * is one, where upstream wraps it (`Failed to construct kafka consumer`).
 */
export function openConsumer(
  options: ConsumerOptions,
  env: Env,
  effects: Effect[] = [],
): ConsumerTurn {
  const values = readConsumerValues(options);
  const lines: ClientLogLine[] = [];
  try {
    lines.push(...deprecatedLines(values));
    const config = consumerConfig(options, values);
    const addresses = parseBootstrapAddresses(
      config.bootstrapServers,
      config.dnsLookup,
      env,
      (line) => void lines.push(line),
    );
    const turn = newTurn(newConsumer(options, config, values, addresses, env.nowMs), env, effects);
    turn.outcomes.push(...lines);
    if (config.groupId === '') {
      const text =
        'Support for using the empty group id by consumers is deprecated ' +
        'and will be removed in the next major release.';
      log(turn, 'WARN', 'KafkaConsumer', text);
    }
    const { properties } = options;
    turn.outcomes.push(...startLines(CONSUMER_KEYS, properties, CONFIG_CLASS, env.wallClockMs));
    return turn;
  } catch (error) {
    if (!(error instanceof ConfigException)) throw error;
    throw new ConstructionException('Failed to construct kafka consumer', error, lines);
  }
}

function newConsumer(
  options: ConsumerOptions,
  config: ConsumerConfig,
  values: ConsumerValues,
  addresses: readonly BootstrapAddress[],
  nowMs: number,
): ConsumerState {
  const metadata = newMetadata({
    refreshBackoffMs: config.retryBackoffMs,
    maxAgeMs: config.metadataMaxAgeMs,
    requestTimeoutMs: config.requestTimeoutMs,
    reconnectBackoffMs: values['reconnect.backoff.ms'],
    logPrefix: config.logPrefix,
  });
  return {
    options,
    clientId: config.clientId,
    config,
    network: networkClient(networkOptions(options, config, values)),
    unsent: [],
    metadata: bootstrapMetadata(metadata, addresses),
    subscriptions: NO_SUBSCRIPTIONS,
    coordinator: newCoordinator(config, nowMs),
    fetcher: {
      completed: [],
      nextInLine: null,
      pendingNodes: [],
      metadataVersion: -1,
      listOffsetsFailure: null,
      leaderEpochFailure: null,
      lastFetches: emptyMap(),
    },
    thread: IDLE_THREAD,
    nextRequestId: 0,
    isWakeupPending: false,
    areWakeupsDisabled: false,
    isClosed: false,
    wakeAtMs: null,
  };
}

function networkOptions(
  { name, seed }: ConsumerOptions,
  { clientId, requestTimeoutMs, logPrefix }: ConsumerConfig,
  values: ConsumerValues,
): NetworkClientOptions {
  return {
    name: `${name}:network`,
    clientId,
    requestTimeoutMs,
    reconnectBackoffMs: values['reconnect.backoff.ms'],
    reconnectBackoffMaxMs: values['reconnect.backoff.max.ms'],
    connectionSetupTimeoutMs: values['socket.connection.setup.timeout.ms'],
    connectionSetupTimeoutMaxMs: values['socket.connection.setup.timeout.max.ms'],
    maxInFlightRequestsPerConnection: MAX_IN_FLIGHT,
    connectionsMaxIdleMs: values['connections.max.idle.ms'],
    discoversVersions: true,
    logPrefix,
    seed,
  };
}

function newCoordinator(
  { groupId, groupInstanceId, autoCommitIntervalMs }: ConsumerConfig,
  nowMs: number,
): CoordinatorState {
  return {
    chart: startChart(groupMemberMachine).chart,
    node: null,
    generation: NO_GENERATION,
    isRejoinNeeded: true,
    needsJoinPrepare: true,
    joinFuture: null,
    findFuture: null,
    fatalFindFailure: null,
    lastConnectionLossMs: nowMs,
    waitingAssignment: null,
    isLeader: false,
    joinedTopics: null,
    metadataSnapshot: { version: 0, partitionsPerTopic: [] },
    assignmentSnapshot: null,
    groupMetadata: { groupId: groupId ?? '', generationId: -1, memberId: '', groupInstanceId },
    memory: null,
    heartbeat: newHeartbeat(nowMs),
    nextAutoCommitMs: nowMs + autoCommitIntervalMs,
    completions: [],
    waitingCommits: [],
    offsetFetch: null,
    isAsyncCommitFenced: false,
  };
}
