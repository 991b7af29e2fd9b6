/**
 * The table of all messages: how much each matters to somebody who watches, what tells it apart, and
 * what it names. A fetch that comes back empty is a poll; an answer names what its request named.
 *
 * Read next: protocol/messages.ts.
 */
import type { Message } from '../kernel/events.ts';
import type { MessageWeight } from '../kernel/event-weight.ts';
import type { Facet, FacetKind, MessageKind, Subject } from '../world/system.ts';
import { API_KEYS } from './protocol/api-keys.ts';
import type { FetchResponse } from './protocol/produce-fetch.ts';

type Fields = Readonly<Record<string, unknown>>;

export const facets: Readonly<Record<string, FacetKind>> = {
  kind: { matches: 'word', aliases: ['type'], example: 'ProduceRequest' },
  topic: { matches: 'word', aliases: [], example: 'orders' },
  partition: { matches: 'word', aliases: [], example: 'orders-0' },
  offset: { matches: 'number', aliases: [], example: '42' },
  group: { matches: 'word', aliases: [], example: 'billing' },
  member: { matches: 'word', aliases: [], example: 'consumer-billing-1' },
  transactionalId: { matches: 'word', aliases: ['transactional-id'], example: 'payments-1' },
  epoch: { matches: 'number', aliases: [], example: '3' },
};

/** Lists whose entries are topics, each with its name and its partitions. */
const TOPIC_LISTS: ReadonlySet<string> = new Set([
  'topics',
  'topicData',
  'responses',
  'topicStates',
  'results',
  'topicPartitions',
  'replicaElectionResults',
]);
/** Lists of a topic's partitions: numbers, or entries with one. */
const PARTITION_LISTS: ReadonlySet<string> = new Set([
  'partitions',
  'partitionData',
  'partitionResponses',
  'partitionStates',
  'partitionErrors',
  'partitionIndexes',
  'partitionResult',
  'partitionId',
]);
const PARTITION_NUMBERS = ['partition', 'partitionIndex', 'index', 'partitionId'] as const;
const OFFSETS = ['fetchOffset', 'committedOffset', 'offset', 'baseOffset'] as const;
const EPOCHS = ['leaderEpoch', 'currentLeaderEpoch', 'controllerEpoch', 'producerEpoch'] as const;
const WORDS = [
  ['group', 'groupId'],
  ['member', 'memberId'],
  ['transactionalId', 'transactionalId'],
] as const;

/** The facets of a message, each once. */
function about(message: Message): readonly Facet[] {
  const found = new Map<string, Set<string>>();
  gather(message as unknown as Fields, (facet, value) => {
    const values = found.get(facet);
    if (values === undefined) found.set(facet, new Set([value]));
    else values.add(value);
  });
  return [...found].flatMap(([facet, values]) => [...values].map((value) => ({ facet, value })));
}

type Tell = (facet: string, value: string) => void;

function gather(fields: Fields, tell: Tell): void {
  tellOwn(fields, tell);
  for (const [name, list] of Object.entries(fields)) {
    if (!Array.isArray(list) || !TOPIC_LISTS.has(name)) continue;
    for (const entry of list as readonly unknown[]) {
      if (typeof entry === 'object' && entry !== null) gatherTopic(entry as Fields, tell);
    }
  }
}

function tellOwn(fields: Fields, tell: Tell): void {
  for (const [facet, name] of WORDS) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') tell(facet, value);
  }
  for (const name of EPOCHS) {
    const value = fields[name];
    if (typeof value === 'number' && value >= 0) tell('epoch', String(value));
  }
}

function gatherTopic(entry: Fields, tell: Tell): void {
  const topic = entry['topic'] ?? entry['topicName'] ?? entry['name'];
  if (typeof topic !== 'string') return;
  tell('topic', topic);
  for (const [name, list] of Object.entries(entry)) {
    if (!PARTITION_LISTS.has(name) || !Array.isArray(list)) continue;
    for (const part of list as readonly unknown[]) gatherPartition(topic, part, tell);
  }
}

function gatherPartition(topic: string, part: unknown, tell: Tell): void {
  if (typeof part === 'number') return tell('partition', `${topic}-${part}`);
  if (typeof part !== 'object' || part === null) return;
  const fields = part as Fields;
  const name = PARTITION_NUMBERS.find((one) => typeof fields[one] === 'number');
  if (name !== undefined) tell('partition', `${topic}-${String(fields[name])}`);
  for (const offset of OFFSETS) {
    const value = fields[offset];
    if (typeof value === 'number' && value >= 0) tell('offset', String(value));
  }
  tellOwn(fields, tell);
}

/** The first partition it is about, and how many more; else its group or its topics. */
function detail(message: Message): string {
  const facetsOfIt = about(message);
  const partitions = facetsOfIt.filter(({ facet }) => facet === 'partition');
  if (partitions.length > 0) return shortList(partitions);
  const groups = facetsOfIt.filter(({ facet }) => facet === 'group');
  if (groups.length > 0) return shortList(groups);
  return shortList(facetsOfIt.filter(({ facet }) => facet === 'topic'));
}

function shortList(list: readonly Facet[]): string {
  const first = list[0]?.value ?? '';
  return list.length > 1 ? `${first} +${list.length - 1}` : first;
}

/** An answer is about what its request was about. */
function subjects(message: Message): readonly Subject[] {
  const { correlationId } = message as unknown as { readonly correlationId?: number };
  if (correlationId === undefined) return [];
  const tells = message.type.endsWith('Request');
  return [{ scope: 'connection', key: `correlation ${correlationId}`, tells }];
}

function kind(weight: MessageKind['weight']): MessageKind {
  return { weight, detail, about, subjects };
}

function fetchWeight(message: Message): MessageWeight {
  const { responses, errorCode } = message as FetchResponse;
  if (errorCode !== 'NONE') return 'normal';
  for (const { partitionResponses } of responses) {
    for (const { recordSet, errorCode: error } of partitionResponses) {
      if (recordSet.length > 0 || error !== 'NONE') return 'normal';
    }
  }
  return 'poll';
}

const NORMAL = kind('normal');

export const messages: Readonly<Record<string, MessageKind>> = {
  ...Object.fromEntries(
    Object.keys(API_KEYS).flatMap((api) => [
      [`${api}Request`, NORMAL],
      [`${api}Response`, NORMAL],
    ]),
  ),
  FetchRequest: kind('poll'),
  FetchResponse: kind(fetchWeight),
  HeartbeatRequest: kind('heartbeat'),
  HeartbeatResponse: kind('heartbeat'),
};
