/**
 * What a process of Kafka is at the moment: controller or plain broker, producer or consumer.
 *
 * Mirrors: kafka.server.BrokerState; the JMX names of clients.
 * Read next: broker-view.ts.
 */
import type { Process } from '../../kernel/world-state.ts';
import type { Look } from '../../world/server-role.ts';
import { STARTING, server, stoppedServer } from '../../world/server-role.ts';
import type { Fact, Role } from '../../world/system.ts';
import type { ConsumerState } from '../client/consumer.ts';
import { consumerAssignment, consumerGroupMetadata } from '../client/consumer.ts';
import type { ProducerState } from '../client/producer.ts';
import { BROKER_PROGRAM } from '../server-program.ts';
import type { BrokerState } from '../server/broker-state.ts';
import { brokerCounts, brokerState, isController } from './broker-view.ts';

const CONTROLLER: Look = { glyph: 'star', tone: 'leading', label: 'CONTROLLER' };
const BROKER: Look = { glyph: 'ring', tone: 'following', label: 'BROKER' };
const STOPPING: Look = { glyph: 'lens', tone: 'searching', label: 'STOPPING' };
const CONSUMER: Look = { glyph: 'screen', tone: 'client', label: 'CONSUMER' };
const PRODUCER: Look = { glyph: 'screen', tone: 'client', label: 'PRODUCER' };

/** Null when the process is neither a broker nor holds a client. */
export function roleOf(process: Process): Role | null {
  const { program, exitCode, status } = process;
  if (program === BROKER_PROGRAM) {
    if (status === 'exited') return stoppedServer(exitCode);
    const state = brokerState(process);
    return state === null ? server(STARTING, false, '', []) : brokerRole(state);
  }
  return clientRole(process);
}

function brokerRole(state: BrokerState): Role {
  const { config, controller, chart } = state;
  const { leaders, partitions, underReplicated } = brokerCounts(state.replicas);
  const facts: Fact[] = [
    { name: 'broker.id', value: String(config.brokerId) },
    { name: 'state', value: String(chart.value) },
    { name: 'partitions', value: String(partitions) },
    { name: 'leader of', value: String(leaders) },
  ];
  if (underReplicated > 0) {
    facts.push({ name: 'under-replicated', value: String(underReplicated) });
  }
  const isLeading = isController(state);
  if (isLeading) facts.push({ name: 'controller epoch', value: String(controller.epoch) });
  const summary = `leader of ${leaders} of ${partitions}`;
  if (chart.value === 'RunningAsBroker') {
    return server(isLeading ? CONTROLLER : BROKER, true, summary, facts);
  }
  const isStopping = /ShuttingDown|PendingControlledShutdown/.test(String(chart.value));
  return server(isStopping ? STOPPING : STARTING, false, summary, facts);
}

interface ClientFields {
  readonly consumer?: ConsumerState | null;
  readonly producer?: ProducerState | null;
}

/** A program shows its client by holding its state in a field of that name. */
function clientRole({ program, state }: Process): Role | null {
  if (typeof state !== 'object' || state === null) return null;
  const { consumer, producer } = state as ClientFields;
  if (isClient(consumer)) return consumerRole(consumer);
  if (!isClient(producer)) return null;
  const facts: Fact[] = [{ name: 'client.id', value: producer.clientId }];
  return client(PRODUCER, `${program} · ${producer.clientId}`, facts);
}

function isClient<S extends { readonly clientId: string }>(
  state: S | null | undefined,
): state is S {
  return typeof state === 'object' && state !== null && 'clientId' in state;
}

function consumerRole(consumer: ConsumerState): Role {
  const { groupId, generationId, memberId } = consumerGroupMetadata(consumer);
  const partitions = consumerAssignment(consumer);
  const facts: Fact[] = [];
  if (groupId !== '') facts.push({ name: 'group', value: groupId });
  if (memberId !== '') facts.push({ name: 'member', value: memberId });
  if (generationId >= 0) facts.push({ name: 'generation', value: String(generationId) });
  const names = partitions.map(({ topic, partition }) => `${topic}-${partition}`);
  facts.push({ name: 'partitions', value: names.join(' ') });
  const assigned = names.length === 0 ? 'no partitions' : shortList(names);
  return client(CONSUMER, groupId === '' ? assigned : `${groupId} · ${assigned}`, facts);
}

function shortList(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(' ')} +${names.length - 3}` : names.join(' ');
}

function client(look: Look, summary: string, facts: readonly Fact[]): Role {
  return { ...look, tier: 'client', isServing: false, summary, facts };
}
