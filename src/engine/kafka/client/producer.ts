/**
 * The producer, as pure functions for any program.
 *
 *     const turn = openProducer({ name: 'producer', properties, seed }, env);
 *     produce(turn, { topic: 't', key: 'k', value: 'v' }, 'my tag');
 *     // keep turn.state, carry out turn.effects, read turn.outcomes; later, for every event:
 *     const next = producerTurn(state, env);
 *     if (producerEvent(next, event)) { … next.outcomes … }
 *
 * What is produced in one step goes out together: the sender runs in an event of its own right behind it
 * (the timer `<name>:sender` with no delay), as upstream's thread does that is woken.
 *
 * Mirrors: org.apache.kafka.clients.producer.KafkaProducer, 2.8.0.
 * Read next: producer-state.ts, producer-calls.ts (what blocks), sender.ts (what is sent).
 */
import type { Env } from '../../kernel/behavior.ts';
import type { Effect } from '../../kernel/effects.ts';
import type { NodeEvent } from '../../kernel/events.ts';
import { emptyMap } from '../../kernel/persistent-map.ts';
import { emptyQueue } from '../../kernel/persistent-queue.ts';
import { splitStream } from '../../kernel/random.ts';
import { ownState } from '../../kernel/turn.ts';
import { PRODUCER_KEYS } from '../config/client-keys.ts';
import { ConfigException } from '../config/config-def.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { BootstrapAddress } from './bootstrap-addresses.ts';
import { parseBootstrapAddresses } from './bootstrap-addresses.ts';
import { startLines } from './client-config.ts';
import { ConstructionException } from './client-exception.ts';
import type { ConsumerGroupMetadata, OffsetAndMetadata } from './consumer-types.ts';
import type { MetadataState } from './metadata.ts';
import { bootstrapMetadata, newMetadata } from './metadata.ts';
import { partitionCount } from './metadata-cluster.ts';
import type { ClientLogLine } from './network-client.ts';
import { networkClient, networkEvent, networkTurn } from './network-client.ts';
import type { NetworkClientState } from './network-state.ts';
import { newPartitioner } from './partitioner.ts';
import { advanceCalls, blockedDelayMs, call } from './producer-calls.ts';
import type { ProducerSettings } from './producer-config.ts';
import { parseProducerConfig, PRODUCER_CONFIG, producerSettings } from './producer-config.ts';
import { runSender, senderTimer, startClosing, wakeIn } from './producer-loop.ts';
import type { Accumulator, ProducerState, ProducerTurn } from './producer-state.ts';
import { copyProducer, ownSender } from './producer-state.ts';
import type { ProducerOptions, ProducerRecord } from './producer-types.ts';
import { takeOutcomes } from './sender-outcomes.ts';
import { newTransactionManager } from './transaction-state.ts';

export type { ClientException } from './client-exception.ts';
export { ConstructionException } from './client-exception.ts';
export type { ProducerState, ProducerTurn } from './producer-state.ts';
export type {
  ProducerOptions,
  ProducerOutcome,
  ProducerRecord,
  RecordMetadata,
} from './producer-types.ts';

/**
 * Throws ConfigException for properties that upstream's constructor refuses: ConstructionException, which
 * is one, where upstream wraps it (`Failed to construct kafka producer`).
 */
export function openProducer(
  options: ProducerOptions,
  env: Env,
  effects: Effect[] = [],
): ProducerTurn {
  const values = parseProducerConfig(options.properties);
  const lines: ClientLogLine[] = [];
  const log = (line: ClientLogLine): void => void lines.push(line);
  let settings: ProducerSettings;
  let addresses: readonly BootstrapAddress[];
  try {
    settings = producerSettings(values, options.properties, options.release ?? '2.8.0', log);
    addresses = parseBootstrapAddresses(settings.bootstrapServers, settings.dnsLookup, env, log);
  } catch (error) {
    if (!(error instanceof ConfigException)) throw error;
    throw new ConstructionException('Failed to construct kafka producer', error, lines);
  }
  const turn = producerTurn(newProducer(options, settings, addresses), env, effects);
  turn.owned.push(turn.state);
  turn.outcomes.push(...lines);
  const { properties, release } = options;
  turn.outcomes.push(
    ...startLines(PRODUCER_KEYS, properties, PRODUCER_CONFIG, env.wallClockMs, release),
  );
  wakeIn(turn, 0);
  return turn;
}

function newProducer(
  options: ProducerOptions,
  settings: ProducerSettings,
  addresses: readonly BootstrapAddress[],
): ProducerState {
  const random = splitStream(options.seed, 'partitioner');
  return {
    options,
    clientId: settings.clientId,
    settings,
    network: networkOf(options, settings),
    metadata: bootstrapMetadata(metadataOf(settings), addresses),
    topics: { expiry: emptyMap(), fresh: [] },
    partitioner: newPartitioner(settings.partitioner, random),
    accumulator: emptyAccumulator(settings),
    sender: {
      isRunning: true,
      isForced: false,
      isOver: false,
      pending: null,
      wakeAtMs: null,
      closing: null,
    },
    transactions: settings.isIdempotent ? newTransactionManager() : null,
    blocked: null,
    calls: emptyQueue(),
  };
}

function networkOf(
  { name, seed }: ProducerOptions,
  settings: ProducerSettings,
): NetworkClientState {
  return networkClient({
    name,
    clientId: settings.clientId,
    requestTimeoutMs: settings.requestTimeoutMs,
    reconnectBackoffMs: settings.reconnectBackoffMs,
    reconnectBackoffMaxMs: settings.reconnectBackoffMaxMs,
    connectionSetupTimeoutMs: settings.connectionSetupTimeoutMs,
    connectionSetupTimeoutMaxMs: settings.connectionSetupTimeoutMaxMs,
    maxInFlightRequestsPerConnection: settings.maxInFlight,
    connectionsMaxIdleMs: settings.connectionsMaxIdleMs,
    discoversVersions: true,
    logPrefix: settings.logPrefix,
    seed,
  });
}

function metadataOf(settings: ProducerSettings): MetadataState {
  return newMetadata({
    refreshBackoffMs: settings.retryBackoffMs,
    maxAgeMs: settings.metadataMaxAgeMs,
    requestTimeoutMs: settings.requestTimeoutMs,
    reconnectBackoffMs: settings.reconnectBackoffMs,
    logPrefix: settings.logPrefix,
  });
}

function emptyAccumulator({ bufferMemoryBytes }: ProducerSettings): Accumulator {
  return {
    batches: emptyMap(),
    queues: emptyMap(),
    incomplete: 0,
    nextBatchId: 1,
    muted: emptyMap(),
    drainIndex: 0,
    flushesInProgress: 0,
    isClosed: false,
    availableBytes: bufferMemoryBytes,
    isExhausted: false,
    expiryCheckAtMs: null,
    ratios: emptyMap(),
  };
}

export function producerTurn(state: ProducerState, env: Env, effects: Effect[] = []): ProducerTurn {
  return {
    state,
    effects,
    env,
    owned: [],
    copy: copyProducer,
    outcomes: [],
    network: networkTurn(state.network, env, effects),
    isSettling: false,
    isWoken: false,
  };
}

/**
 * KafkaProducer.send: waits for metadata up to max.block.ms (as its caller's thread does: what is sent
 * later waits behind it), chooses the partition, goes into a batch. `sent` or `failed` follows.
 */
export function produce(turn: ProducerTurn, record: ProducerRecord, tag: unknown): void {
  call(turn, { type: 'send', record, tag });
}

/** KafkaProducer.flush. */
export function flushProducer(turn: ProducerTurn, tag: unknown): void {
  call(turn, { type: 'flush', tag });
}

/** KafkaProducer.close(timeout); default: as long as it takes. */
export function closeProducer(turn: ProducerTurn, tag: unknown, timeoutMs?: number): void {
  call(turn, { type: 'close', tag, timeoutMs: timeoutMs ?? null });
}

/**
 * KafkaProducer.close on another thread than the one that sends, as a shutdown hook does: it waits behind
 * no call. What the caller is blocked in fails once the producer is closed.
 */
export function closeProducerFromHook(turn: ProducerTurn, tag: unknown, timeoutMs?: number): void {
  if (turn.state.sender.isOver) {
    turn.outcomes.push({ type: 'done', tag, exception: null });
    return;
  }
  startClosing(turn, tag, timeoutMs ?? null);
  advanceCalls(turn);
  wakeIn(turn, 0);
}

export function initTransactions(turn: ProducerTurn, tag: unknown): void {
  call(turn, { type: 'initTransactions', tag });
}

export function beginTransaction(turn: ProducerTurn, tag: unknown): void {
  call(turn, { type: 'beginTransaction', tag });
}

export function commitTransaction(turn: ProducerTurn, tag: unknown): void {
  call(turn, { type: 'commit', tag });
}

export function abortTransaction(turn: ProducerTurn, tag: unknown): void {
  call(turn, { type: 'abort', tag });
}

export function sendOffsetsToTransaction(
  turn: ProducerTurn,
  offsets: readonly (TopicPartition & OffsetAndMetadata)[],
  group: ConsumerGroupMetadata,
  tag: unknown,
): void {
  call(turn, { type: 'sendOffsets', offsets, group, tag });
}

/** KafkaProducer.partitionsFor, of what is known already: how many; null: nothing is. */
export function producerPartitions(state: ProducerState, topic: string): number | null {
  return partitionCount(state.metadata.cluster, topic);
}

/** Handles an event of the process; false when it is not this producer's. */
export function producerEvent(turn: ProducerTurn, event: NodeEvent): boolean {
  if (event.type === 'timer' && event.name === senderTimer(turn)) {
    ownSender(turn).wakeAtMs = null;
  } else if (!networkEvent(turn.network, event)) return false;
  settleProducer(turn);
  return true;
}

/**
 * Lets the sender run at once instead of in an event of its own: for a program that has done all its
 * sending of this step.
 */
export function settleProducer(turn: ProducerTurn): void {
  let delayMs: number;
  turn.isSettling = true;
  takeOutcomes(turn);
  do {
    advanceCalls(turn);
    turn.isWoken = false;
    delayMs = runSender(turn);
    tellClosed(turn);
    // What was blocked may go on by what the sender did, and wake it again.
    advanceCalls(turn);
  } while (turn.isWoken);
  turn.isSettling = false;
  wakeIn(turn, Math.max(Math.min(delayMs, blockedDelayMs(turn)), 1));
  if (turn.network.client !== turn.state.network) ownState(turn).network = turn.network.client;
}

/** close() returns. */
function tellClosed(turn: ProducerTurn): void {
  const { isOver, closing } = turn.state.sender;
  if (!isOver || closing === null) return;
  ownSender(turn).closing = null;
  turn.outcomes.push({ type: 'done', tag: closing.tag, exception: null });
}
