/**
 * Consumer groups: listing and describing them, their offsets, and removing them or their members.
 *
 * Mirrors: KafkaAdminClient.listConsumerGroups, describeConsumerGroups, listConsumerGroupOffsets,
 * alterConsumerGroupOffsets, deleteConsumerGroups, deleteConsumerGroupOffsets,
 * removeMembersFromConsumerGroup, 2.8.0.
 */
import type { ErrorName } from '../../protocol/errors.ts';
import { ERRORS } from '../../protocol/errors.ts';
import type {
  DeleteGroupsRequest,
  DescribedGroup,
  DescribeGroupsRequest,
  LeaveGroupRequest,
  ListGroupsRequest,
  ListGroupsResponse,
  OffsetCommitRequest,
  OffsetDeleteRequest,
  OffsetFetchRequest,
} from '../../protocol/groups.ts';
import type { MetadataRequest } from '../../protocol/metadata.ts';
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import type { OffsetAndMetadata } from '../consumer-types.ts';
import type { Node } from '../network-client.ts';
import { nodeText } from '../network-client.ts';
import type { ClientException } from '../producer.ts';
import type {
  AdminAnswer,
  AdminCall,
  AdminMethod,
  Keyed,
  MethodOptions,
  Settled,
} from './admin-method.ts';
import { all, apiException, failed, one, succeeded } from './admin-method.ts';
import { byTopic, inMapOrder, inPartitionMapOrder } from './map-order.ts';
import { metadataRequest, nodesOf } from './topic-methods.ts';

const CONSUMER = 'consumer';

export interface ConsumerGroupListing {
  readonly groupId: string;
  readonly isSimple: boolean;
  /** `Stable`, `Empty` …; null: the broker does not say. */
  readonly state: string | null;
}

export interface ListedGroups {
  /** In the order of upstream's map. */
  readonly groups: readonly ConsumerGroupListing[];
  /** Of brokers that could not be asked. */
  readonly errors: readonly ClientException[];
}

/** Asks every broker. `states`: only groups in one of them; none: all. */
export function* listConsumerGroups(
  states: readonly string[] = [],
  options: MethodOptions = {},
): AdminMethod<ListedGroups> {
  const answer = yield* one<MetadataRequest>({
    name: 'findAllBrokers',
    target: { to: 'any' },
    timeoutMs: options.timeoutMs,
    request: metadataRequest([], true),
  });
  if (answer.response === null) {
    const message = 'Failed to find brokers to send ListGroups';
    const exception = 'org.apache.kafka.common.KafkaException';
    return { groups: [], errors: [{ exception, message, error: null }] };
  }
  const nodes = [...nodesOf(answer.response).values()];
  const calls = nodes.map(({ id }): AdminCall<ListGroupsRequest> => ({
    name: 'listConsumerGroups',
    target: { to: 'broker', id },
    deadlineMs: answer.deadlineMs,
    request: { type: 'ListGroupsRequest', statesFilter: states },
  }));
  const answers = yield* all(calls as unknown as readonly AdminCall[]);
  const groups = new Map<string, ConsumerGroupListing>();
  const errors: ClientException[] = [];
  answers.forEach((given, i) => takeListing(given, nodes[i]!, groups, errors));
  return { groups: inMapOrder([...groups.values()], ({ groupId }) => groupId), errors };
}

function takeListing(
  given: AdminAnswer,
  node: Node,
  groups: Map<string, ConsumerGroupListing>,
  errors: ClientException[],
): void {
  const where = `Error listing groups on ${nodeText(node)}`;
  if (given.type === 'failed') {
    const { exception, message, error } = given.exception;
    errors.push({ exception, message: message === '' ? where : `${where}: ${message}`, error });
    return;
  }
  const response = given.response as ListGroupsResponse;
  if (response.errorCode !== 'NONE') {
    errors.push(
      apiException(response.errorCode, `${where}: ${ERRORS[response.errorCode].message}`),
    );
    return;
  }
  for (const { groupId, protocolType, groupState } of response.groups) {
    if (protocolType !== CONSUMER && protocolType !== '') continue;
    const state = groupState === '' ? null : groupState;
    groups.set(groupId, { groupId, isSimple: protocolType === '', state });
  }
}

export interface ConsumerGroupDescription {
  readonly groupId: string;
  readonly isSimple: boolean;
  readonly members: readonly MemberDescription[];
  /** Name of the assignor; empty: none. */
  readonly partitionAssignor: string;
  readonly state: string;
  readonly coordinator: Node;
}

export interface MemberDescription {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  /** `/192.168.8.12`. */
  readonly host: string;
  readonly assignment: readonly TopicPartition[];
}

export function* describeConsumerGroups(
  groupIds: readonly string[],
  options: MethodOptions = {},
): AdminMethod<readonly Keyed<string, ConsumerGroupDescription>[]> {
  const calls = groupIds.map((groupId): AdminCall<DescribeGroupsRequest> => ({
    name: 'describeConsumerGroups',
    target: { to: 'coordinator', groupId },
    timeoutMs: options.timeoutMs,
    request: {
      type: 'DescribeGroupsRequest',
      groups: [groupId],
      includeAuthorizedOperations: false,
    },
  }));
  const answers = yield* all(calls as unknown as readonly AdminCall[]);
  const results = answers.map((given, i): Keyed<string, ConsumerGroupDescription> => ({
    key: groupIds[i]!,
    result: described(given, groupIds[i]!),
  }));
  return inMapOrder(results, ({ key }) => key);
}

function described(given: AdminAnswer, groupId: string): Settled<ConsumerGroupDescription> {
  if (given.type === 'failed') return failed(given.exception);
  const { groups } = given.response as { readonly groups: readonly DescribedGroup[] };
  const [group] = groups;
  if (group === undefined) {
    const message = `No consumer group found for GroupId: ${groupId}`;
    return failed(apiException('INVALID_GROUP_ID', message));
  }
  if (group.errorCode !== 'NONE') return failed(apiException(group.errorCode));
  const { protocolType } = group;
  if (protocolType !== CONSUMER && protocolType !== '') {
    const exception = 'java.lang.IllegalArgumentException';
    const message = `GroupId ${groupId} is not a consumer group (${protocolType}).`;
    return failed({ exception, message, error: null });
  }
  return succeeded({
    groupId,
    isSimple: protocolType === '',
    members: group.members.map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      host: member.clientHost,
      assignment: member.memberAssignment?.assignedPartitions ?? [],
    })),
    partitionAssignor: group.protocolData,
    state: group.groupState,
    coordinator: given.node,
  });
}

/** Null: the group has none there. Of all partitions when none are named; in the order of upstream's map. */
export function* listConsumerGroupOffsets(
  groupId: string,
  partitions: readonly TopicPartition[] | null = null,
  options: MethodOptions = {},
): AdminMethod<
  Settled<readonly (TopicPartition & { readonly committed: OffsetAndMetadata | null })[]>
> {
  const answer = yield* one<OffsetFetchRequest>({
    name: 'listConsumerGroupOffsets',
    target: { to: 'coordinator', groupId },
    timeoutMs: options.timeoutMs,
    request: {
      type: 'OffsetFetchRequest',
      groupId,
      topics: partitions === null ? null : topicsOf(partitions),
      requireStable: false,
    },
  });
  if (answer.response === null) return failed(answer.exception);
  const { errorCode, topics } = answer.response;
  if (errorCode !== 'NONE') return failed(apiException(errorCode));
  const listed = topics.flatMap(({ name, partitions: found }) =>
    found
      .filter((partition) => partition.errorCode === 'NONE')
      .map(({ partitionIndex, committedOffset, committedLeaderEpoch, metadata }) => ({
        topic: name,
        partition: partitionIndex,
        committed:
          committedOffset < 0
            ? null
            : {
                offset: committedOffset,
                leaderEpoch: committedLeaderEpoch < 0 ? null : committedLeaderEpoch,
                metadata: metadata ?? '',
              },
      })),
  );
  return succeeded(inPartitionMapOrder(listed));
}

/** What each partition's error is. */
export type PartitionErrors = readonly (TopicPartition & { readonly error: ErrorName })[];

export function* alterConsumerGroupOffsets(
  groupId: string,
  offsets: readonly (TopicPartition & OffsetAndMetadata)[],
  options: MethodOptions = {},
): AdminMethod<Settled<PartitionErrors>> {
  const answer = yield* one<OffsetCommitRequest>({
    name: 'commitOffsets',
    target: { to: 'coordinator', groupId },
    timeoutMs: options.timeoutMs,
    request: {
      type: 'OffsetCommitRequest',
      groupId,
      generationId: -1,
      memberId: '',
      groupInstanceId: null,
      topics: byTopic(offsets).map(({ topic, items }) => ({
        name: topic,
        partitions: items.map(({ partition, offset, leaderEpoch, metadata }) => ({
          partitionIndex: partition,
          committedOffset: offset,
          committedLeaderEpoch: leaderEpoch ?? -1,
          committedMetadata: metadata,
        })),
      })),
    },
  });
  if (answer.response === null) return failed(answer.exception);
  return succeeded(errorsOf(answer.response.topics));
}

export function* deleteConsumerGroups(
  groupIds: readonly string[],
  options: MethodOptions = {},
): AdminMethod<readonly Keyed<string, null>[]> {
  const calls = groupIds.map((groupId): AdminCall<DeleteGroupsRequest> => ({
    name: 'deleteConsumerGroups',
    target: { to: 'coordinator', groupId },
    timeoutMs: options.timeoutMs,
    request: { type: 'DeleteGroupsRequest', groupsNames: [groupId] },
  }));
  const answers = yield* all(calls as unknown as readonly AdminCall[]);
  const results = answers.map((given, i): Keyed<string, null> => {
    const key = groupIds[i]!;
    if (given.type === 'failed') return { key, result: failed(given.exception) };
    const { results: deleted } = given.response as unknown as {
      readonly results: readonly { readonly errorCode: ErrorName }[];
    };
    const error = deleted[0]?.errorCode ?? 'NONE';
    return { key, result: error === 'NONE' ? succeeded(null) : failed(apiException(error)) };
  });
  return inMapOrder(results, ({ key }) => key);
}

export function* deleteConsumerGroupOffsets(
  groupId: string,
  partitions: readonly TopicPartition[],
  options: MethodOptions = {},
): AdminMethod<Settled<PartitionErrors>> {
  const answer = yield* one<OffsetDeleteRequest>({
    name: 'deleteConsumerGroupOffsets',
    target: { to: 'coordinator', groupId },
    timeoutMs: options.timeoutMs,
    request: {
      type: 'OffsetDeleteRequest',
      groupId,
      topics: byTopic(partitions).map(({ topic, items }) => ({
        name: topic,
        partitions: items.map(({ partition }) => ({ partitionIndex: partition })),
      })),
    },
  });
  if (answer.response === null) return failed(answer.exception);
  const { errorCode, topics } = answer.response;
  if (errorCode !== 'NONE') return failed(apiException(errorCode));
  return succeeded(errorsOf(topics));
}

export interface MemberToRemove {
  /** Empty for a static member. */
  readonly memberId: string;
  readonly groupInstanceId: string | null;
}

export function* removeMembersFromConsumerGroup(
  groupId: string,
  members: readonly MemberToRemove[],
  options: MethodOptions = {},
): AdminMethod<Settled<readonly (MemberToRemove & { readonly error: ErrorName })[]>> {
  const answer = yield* one<LeaveGroupRequest>({
    name: 'leaveGroup',
    target: { to: 'coordinator', groupId },
    timeoutMs: options.timeoutMs,
    request: { type: 'LeaveGroupRequest', groupId, members },
  });
  if (answer.response === null) return failed(answer.exception);
  const { errorCode, members: left } = answer.response;
  if (errorCode !== 'NONE') return failed(apiException(errorCode));
  return succeeded(
    left.map(({ memberId, groupInstanceId, errorCode: error }) => ({
      memberId,
      groupInstanceId,
      error,
    })),
  );
}

function topicsOf(partitions: readonly TopicPartition[]): OffsetFetchRequest['topics'] {
  return byTopic(partitions).map(({ topic, items }) => ({
    name: topic,
    partitionIndexes: items.map(({ partition }) => partition),
  }));
}

function errorsOf(
  topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly errorCode: ErrorName;
    }[];
  }[],
): PartitionErrors {
  const listed = topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, errorCode }) => ({
      topic: name,
      partition: partitionIndex,
      error: errorCode,
    })),
  );
  return inPartitionMapOrder(listed);
}
