/**
 * Reading the groups of a partition of `__consumer_offsets` when this broker begins to lead it.
 *
 * Mirrors: kafka.coordinator.group.GroupMetadataManager (scheduleLoadGroupAndOffsets,
 * doLoadGroupsAndOffsets, readGroupMessageValue), GroupMetadata.loadGroup, GroupCoordinator
 * (onElection, onGroupLoaded), 2.8.0.
 * Departs: it takes no time.
 * Read next: group-unload.ts.
 */
import { hashCode } from '../../java/hash-order.ts';
import { emptyMap, mapSet } from '../../kernel/persistent-map.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { logOf } from '../log/log.ts';
import { batchesOf } from '../log/log-batches.ts';
import type {
  GroupMetadataValue,
  GroupMemberValue,
  OffsetCommitKey,
  OffsetCommitValue,
} from '../protocol/internal-records.ts';
import type { KafkaRecord, RecordBatch } from '../protocol/record-batch.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { groupOf, ownGroups } from './group-changes.ts';
import {
  later,
  logCoordinator,
  logCoordinatorLater,
  logGroupLoading,
  logManager,
  memberText,
} from './group-lines.ts';
import { addGroup, chartOfLoaded, computeSubscribedTopics, newGroup } from './group-metadata.ts';
import { addProducerGroup } from './group-offsets.ts';
import type { CommittedOffset, GroupMetadata, MemberMetadata } from './group-state.ts';
import { OFFSETS_TOPIC } from './group-store.ts';
import { scheduleHeartbeatExpiration } from './heartbeats.ts';
import { prepareRebalance } from './rebalance.ts';
import { inMutableMapOrder } from '../zk/scala-order.ts';

type Offsets = Map<string, CommittedOffset>;

/** What a log has told so far; by group, and within it by partition's name. */
interface Loading {
  readonly offsets: Map<string, Offsets>;
  /** By producer id, then by group. */
  readonly pending: Map<number, Map<string, Offsets>>;
  readonly groups: Map<string, GroupMetadata>;
  arrivals: number;
}

export function onElection(turn: BrokerTurn, partition: number): void {
  logCoordinatorLater(turn, `Elected as the group coordinator for partition ${partition}`);
  const where = `${OFFSETS_TOPIC}-${partition}`;
  const what = `offsets and group metadata from ${where}`;
  logManager(turn, 'INFO', `Scheduling loading of ${what}`);
  loadPartition(turn, partition, where);
  const inScheduler = later(turn, ', of which 0 milliseconds was spent in the scheduler');
  logManager(turn, 'INFO', `Finished loading ${what} in 0 milliseconds${inScheduler}.`);
  const groups = ownGroups(turn);
  groups.ownedPartitions = mapSet(groups.ownedPartitions, String(partition), true);
}

function loadPartition(turn: BrokerTurn, partition: number, where: string): void {
  const log = logOf(turn.state, OFFSETS_TOPIC, partition);
  if (log === undefined) {
    const text = `Attempted to load offsets and group metadata from ${where}, but found no log`;
    return logManager(turn, 'WARN', text);
  }
  const loading: Loading = {
    offsets: new Map(),
    pending: new Map(),
    groups: new Map(),
    arrivals: 0,
  };
  const maxBytes = turn.state.config.values['offsets.load.buffer.size'];
  for (const batch of batchesOf(turn, log, maxBytes)) loadBatch(turn, loading, batch);
  keepLoaded(turn, loading);
}

function loadBatch(turn: BrokerTurn, loading: Loading, batch: RecordBatch): void {
  if (batch.isControl) return endTransaction(loading, batch);
  for (const record of batch.records) {
    const { key } = record;
    if (key === null || typeof key === 'string') continue;
    if (key.kind === 'OffsetCommitKey') loadOffset(loading, batch, key, record);
    else if (key.kind === 'GroupMetadataKey') {
      const value = record.value as GroupMetadataValue | null;
      if (value === null) loading.groups.delete(key.group);
      else loading.groups.set(key.group, readGroup(turn, key.group, value));
    }
  }
}

/** A marker: what the producer committed counts, or is void. */
function endTransaction({ offsets, pending }: Loading, batch: RecordBatch): void {
  const key = batch.records[0]?.key;
  const isCommit =
    typeof key === 'object' && key?.kind === 'ControlRecordKey' && key.controlType === 'COMMIT';
  const ended = pending.get(batch.producerId);
  pending.delete(batch.producerId);
  if (!isCommit || ended === undefined) return;
  for (const [group, committed] of ended) {
    const known = inside(offsets, group);
    for (const [name, offset] of committed) {
      const current = known.get(name);
      if (current === undefined || current.appendedBatchOffset < offset.appendedBatchOffset) {
        known.set(name, offset);
      }
    }
  }
}

function loadOffset(
  loading: Loading,
  batch: RecordBatch,
  key: OffsetCommitKey,
  record: KafkaRecord,
): void {
  const byGroup = batch.isTransactional
    ? inside(loading.pending, batch.producerId)
    : loading.offsets;
  const offsets = inside(byGroup, key.group);
  const name = partitionName(key.topic, key.partition);
  const value = record.value as OffsetCommitValue | null;
  if (value === null) {
    offsets.delete(name);
    return;
  }
  const { offset, leaderEpoch, metadata, commitTimestamp, expireTimestamp } = value;
  const { topic, partition } = key;
  offsets.set(name, {
    // All records of a batch count as its first one: compaction may have taken that out.
    appendedBatchOffset: batch.baseOffset + batch.records[0]!.offsetDelta,
    offsetAndMetadata: {
      topic,
      partition,
      offset,
      leaderEpoch,
      metadata,
      commitTimestamp,
      expireTimestamp,
    },
    arrival: offsets.get(name)?.arrival ?? loading.arrivals++,
  });
}

/** The value of a key in a map of maps, made when there is none. */
function inside<K, L, V>(map: Map<K, Map<L, V>>, key: K): Map<L, V> {
  let found = map.get(key);
  if (found === undefined) map.set(key, (found = new Map()));
  return found;
}

function readGroup(turn: BrokerTurn, groupId: string, value: GroupMetadataValue): GroupMetadata {
  const members = value.members.map((member) => readMember(value, member));
  for (const member of members) {
    const text = `Loaded member ${memberText(member)} in group ${groupId} with generation ${value.generation}.`;
    if (later(turn, text) !== '') logGroupLoading(turn, text);
  }
  let byId: PersistentMap<MemberMetadata> = emptyMap();
  let staticMembers: PersistentMap<string> = emptyMap();
  for (const member of members) {
    byId = mapSet(byId, member.memberId, member);
    if (member.groupInstanceId !== null) {
      staticMembers = mapSet(staticMembers, member.groupInstanceId, member.memberId);
    }
  }
  const group: GroupMetadata = {
    ...newGroup(turn, groupId),
    chart: chartOfLoaded(members.length > 0),
    currentStateTimestamp: value.currentStateTimestamp === -1 ? null : value.currentStateTimestamp,
    protocolType: value.protocolType === '' ? null : value.protocolType,
    protocolName: value.protocol,
    generationId: value.generation,
    leaderId: value.leader,
    members: byId,
    memberIds: members.map(({ memberId }) => memberId),
    staticMembers,
  };
  return { ...group, subscribedTopics: computeSubscribedTopics(group) };
}

function readMember(value: GroupMetadataValue, member: GroupMemberValue): MemberMetadata {
  return {
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    clientId: member.clientId,
    clientHost: member.clientHost,
    rebalanceTimeoutMs: member.rebalanceTimeoutMs,
    sessionTimeoutMs: member.sessionTimeoutMs,
    protocolType: value.protocolType,
    supportedProtocols: [{ name: value.protocol ?? '', metadata: member.subscription }],
    assignment: member.assignment,
    awaitingJoin: null,
    awaitingSync: null,
    isNew: false,
    heartbeatDeadlineMs: null,
  };
}

/** Puts what was read into the coordinator's table: groups first, then those that only kept offsets. */
function keepLoaded(turn: BrokerTurn, loading: Loading): void {
  const pendingByGroup = new Map<string, Map<number, Offsets>>();
  for (const [producerId, byGroup] of loading.pending) {
    for (const [groupId, offsets] of byGroup) {
      if (offsets.size === 0) continue;
      addProducerGroup(turn, producerId, groupId);
      inside(pendingByGroup, groupId).set(producerId, offsets);
    }
  }
  const keep = (group: GroupMetadata): void =>
    keepGroup(
      turn,
      group,
      loading.offsets.get(group.groupId) ?? new Map(),
      pendingByGroup.get(group.groupId) ?? new Map(),
    );
  for (const groupId of inMutableMapOrder([...loading.groups.keys()], hashCode)) {
    keep(loading.groups.get(groupId)!);
  }
  const withOffsets = [...loading.offsets].filter(([, offsets]) => offsets.size > 0);
  const others = new Set([...withOffsets.map(([groupId]) => groupId), ...pendingByGroup.keys()]);
  for (const groupId of others) {
    if (!loading.groups.has(groupId)) keep(newGroup(turn, groupId));
  }
}

function keepGroup(
  turn: BrokerTurn,
  group: GroupMetadata,
  offsets: Offsets,
  pending: ReadonlyMap<number, Offsets>,
): void {
  const { groupId } = group;
  let committed: PersistentMap<CommittedOffset> = emptyMap();
  for (const [name, offset] of offsets) committed = mapSet(committed, name, offset);
  let transactional: GroupMetadata['pendingTransactionalOffsetCommits'] = emptyMap();
  for (const [producerId, of] of pending) {
    let inTransaction: PersistentMap<CommittedOffset> = emptyMap();
    for (const [name, offset] of of) inTransaction = mapSet(inTransaction, name, offset);
    transactional = mapSet(transactional, String(producerId), inTransaction);
  }
  const loaded: GroupMetadata = {
    ...group,
    offsets: committed,
    pendingTransactionalOffsetCommits: transactional,
  };
  addGroup(turn, loaded);
  const { generationId, members } = loaded;
  const text = `Loading group metadata for ${groupId} with generation ${generationId}`;
  logCoordinator(turn, 'INFO', text);
  if (members.size > turn.state.config.values['group.max.size']) {
    const reason = `Freshly-loaded group is over capacity (${groupConfigText(turn)}.groupMaxSize). Rebalacing in order to give a chance for consumers to commit offsets`;
    prepareRebalance(turn, groupId, reason);
  }
  for (const memberId of groupOf(turn, groupId)!.memberIds) {
    scheduleHeartbeatExpiration(turn, groupId, memberId);
  }
}

/** GroupConfig.toString: upstream's text names the whole of it where it means one number. */
function groupConfigText(turn: BrokerTurn): string {
  const { values } = turn.state.config;
  const numbers = [
    values['group.min.session.timeout.ms'],
    values['group.max.session.timeout.ms'],
    values['group.max.size'],
    values['group.initial.rebalance.delay.ms'],
  ];
  return `GroupConfig(${numbers.join(',')})`;
}
