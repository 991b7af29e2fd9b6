/**
 * The offsets of a group: committed, being written, and part of an open transaction.
 *
 * Mirrors: kafka.coordinator.group.GroupMetadata (prepareOffsetCommit and what follows, removeOffsets,
 * removeExpiredOffsets), GroupMetadataManager.openGroupsForProducer, 2.8.0.
 * Read next: commit-offsets.ts, group-cleanup.ts.
 */
import {
  emptyMap,
  mapDelete,
  mapEntries,
  mapGet,
  mapHas,
  mapSet,
  mapValues,
} from '../../kernel/persistent-map.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { groupOf, ownGroup, ownGroups } from './group-changes.ts';
import { isConsumerGroup, isIn } from './group-metadata.ts';
import { partitionFor } from './group-partitions.ts';
import type { CommittedOffset, GroupMetadata, OffsetAndMetadata } from './group-state.ts';
import { inMutableMapOrder, partitionHash } from '../zk/scala-order.ts';

/** In the order in which upstream's table lists them. */
export function allOffsets(group: GroupMetadata): readonly OffsetAndMetadata[] {
  const committed = [...mapValues(group.offsets)].sort((a, b) => a.arrival - b.arrival);
  return inMutableMapOrder(
    committed.map(({ offsetAndMetadata }) => offsetAndMetadata),
    partitionHash,
  );
}

/** A partition whose offset is there, being written, or waits for the end of a transaction. */
export function hasOffsets(group: GroupMetadata): boolean {
  return (
    group.offsets.size > 0 ||
    group.pendingOffsetCommits.size > 0 ||
    group.pendingTransactionalOffsetCommits.size > 0
  );
}

export function hasPendingCommit(group: GroupMetadata, name: string): boolean {
  if (mapHas(group.pendingOffsetCommits, name)) return true;
  for (const offsets of mapValues(group.pendingTransactionalOffsetCommits)) {
    if (mapHas(offsets, name)) return true;
  }
  return false;
}

export function prepareOffsetCommit(
  turn: BrokerTurn,
  groupId: string,
  offsets: readonly OffsetAndMetadata[],
): void {
  const group = ownGroup(turn, groupId);
  group.receivedConsumerOffsetCommits = true;
  for (const offset of offsets) {
    const name = partitionName(offset.topic, offset.partition);
    group.pendingOffsetCommits = mapSet(group.pendingOffsetCommits, name, offset);
  }
}

export function prepareTxnOffsetCommit(
  turn: BrokerTurn,
  groupId: string,
  producerId: number,
  offsets: readonly OffsetAndMetadata[],
): void {
  addProducerGroup(turn, producerId, groupId);
  const group = ownGroup(turn, groupId);
  group.receivedTransactionalOffsetCommits = true;
  let pending = pendingOf(group, producerId);
  for (const offset of offsets) {
    const name = partitionName(offset.topic, offset.partition);
    pending = mapSet(pending, name, {
      appendedBatchOffset: -1,
      offsetAndMetadata: offset,
      arrival: offset.partition,
    });
  }
  setPending(turn, groupId, producerId, pending);
}

/** The commit is written: it counts, unless a later one is written already. */
export function onOffsetCommitAppend(
  turn: BrokerTurn,
  groupId: string,
  offset: OffsetAndMetadata,
  appendedBatchOffset: number,
): void {
  const group = ownGroup(turn, groupId);
  const name = partitionName(offset.topic, offset.partition);
  const staged = mapGet(group.pendingOffsetCommits, name);
  // There is none when the topic was deleted meanwhile.
  if (staged === undefined) return;
  materialize(turn, groupId, offset, appendedBatchOffset);
  if (isSameOffset(staged, offset)) {
    group.pendingOffsetCommits = mapDelete(group.pendingOffsetCommits, name);
  }
}

export function onTxnOffsetCommitAppend(
  turn: BrokerTurn,
  groupId: string,
  producerId: number,
  offset: OffsetAndMetadata,
  appendedBatchOffset: number,
): void {
  const pending = pendingOf(groupOf(turn, groupId)!, producerId);
  const name = partitionName(offset.topic, offset.partition);
  const staged = mapGet(pending, name);
  if (staged === undefined || !isSameOffset(staged.offsetAndMetadata, offset)) return;
  const written = { appendedBatchOffset, offsetAndMetadata: offset, arrival: staged.arrival };
  setPending(turn, groupId, producerId, mapSet(pending, name, written));
}

export function failPendingOffsetWrite(
  turn: BrokerTurn,
  groupId: string,
  offset: OffsetAndMetadata,
): void {
  const group = ownGroup(turn, groupId);
  const name = partitionName(offset.topic, offset.partition);
  const staged = mapGet(group.pendingOffsetCommits, name);
  if (staged === undefined || !isSameOffset(staged, offset)) return;
  group.pendingOffsetCommits = mapDelete(group.pendingOffsetCommits, name);
}

export function failPendingTxnOffsetCommit(
  turn: BrokerTurn,
  groupId: string,
  producerId: number,
  offset: OffsetAndMetadata,
): void {
  const pending = pendingOf(groupOf(turn, groupId)!, producerId);
  const left = mapDelete(pending, partitionName(offset.topic, offset.partition));
  if (left.size > 0) setPending(turn, groupId, producerId, left);
  else dropPending(turn, groupId, producerId);
}

/** A marker is written: offsets of a committed transaction count from now on. */
export function completePendingTxnOffsetCommit(
  turn: BrokerTurn,
  groupId: string,
  producerId: number,
  isCommit: boolean,
): void {
  const pending = pendingOf(groupOf(turn, groupId)!, producerId);
  dropPending(turn, groupId, producerId);
  if (!isCommit) return;
  for (const { appendedBatchOffset, offsetAndMetadata } of mapValues(pending)) {
    if (appendedBatchOffset !== -1) {
      materialize(turn, groupId, offsetAndMetadata, appendedBatchOffset);
    }
  }
}

/** Gives back what was removed. */
export function removeOffsets(
  turn: BrokerTurn,
  groupId: string,
  partitions: readonly TopicPartition[],
): readonly OffsetAndMetadata[] {
  const removed: OffsetAndMetadata[] = [];
  const group = ownGroup(turn, groupId);
  for (const { topic, partition } of partitions) {
    const name = partitionName(topic, partition);
    group.pendingOffsetCommits = mapDelete(group.pendingOffsetCommits, name);
    for (const [producerId, offsets] of mapEntries(group.pendingTransactionalOffsetCommits)) {
      const left = mapDelete(offsets, name);
      if (left !== offsets) setPending(turn, groupId, Number(producerId), left);
    }
    const committed = mapGet(group.offsets, name);
    if (committed === undefined) continue;
    group.offsets = mapDelete(group.offsets, name);
    removed.push(committed.offsetAndMetadata);
  }
  return removed;
}

/** Offsets that nobody has wanted for so long: wall clock and milliseconds. */
export function removeExpiredOffsets(
  turn: BrokerTurn,
  groupId: string,
  retentionMs: number,
): readonly OffsetAndMetadata[] {
  const group = groupOf(turn, groupId)!;
  const nowMs = turn.env.wallClockMs;
  const expired = allOffsets(group).filter((offset) => {
    const baseMs = expiryBaseMs(group, offset);
    if (baseMs === null) return false;
    const name = partitionName(offset.topic, offset.partition);
    if (mapHas(group.pendingOffsetCommits, name)) return false;
    const { expireTimestamp } = offset;
    return expireTimestamp === -1 ? nowMs - baseMs >= retentionMs : nowMs >= expireTimestamp;
  });
  const own = ownGroup(turn, groupId);
  for (const { topic, partition } of expired) {
    own.offsets = mapDelete(own.offsets, partitionName(topic, partition));
  }
  return expired;
}

/** Since when nobody wants an offset; null: somebody may, it never expires. */
function expiryBaseMs(group: GroupMetadata, offset: OffsetAndMetadata): number | null {
  if (group.protocolType === null) return offset.commitTimestamp;
  if (isIn(group, 'Empty')) return group.currentStateTimestamp ?? offset.commitTimestamp;
  if (!isConsumerGroup(group) || group.subscribedTopics === null) return null;
  return group.subscribedTopics.includes(offset.topic) ? null : offset.commitTimestamp;
}

/** Of a group in an open transaction: it has something to complete when the marker comes. */
export function addProducerGroup(turn: BrokerTurn, producerId: number, groupId: string): void {
  const groups = ownGroups(turn);
  const known = mapGet(groups.openGroupsForProducer, String(producerId)) ?? [];
  if (known.includes(groupId)) return;
  const added = [...known, groupId];
  groups.openGroupsForProducer = mapSet(groups.openGroupsForProducer, String(producerId), added);
}

export function removeProducerGroup(turn: BrokerTurn, producerId: number, groupId: string): void {
  const groups = ownGroups(turn);
  const known = mapGet(groups.openGroupsForProducer, String(producerId)) ?? [];
  const left = known.filter((id) => id !== groupId);
  groups.openGroupsForProducer =
    left.length === 0
      ? mapDelete(groups.openGroupsForProducer, String(producerId))
      : mapSet(groups.openGroupsForProducer, String(producerId), left);
}

export function removeGroupFromAllProducers(turn: BrokerTurn, groupId: string): void {
  const open = [...mapEntries(turn.state.groups.openGroupsForProducer)];
  for (const [producerId, groups] of open) {
    if (groups.includes(groupId)) removeProducerGroup(turn, Number(producerId), groupId);
  }
}

/** Groups of these partitions of `__consumer_offsets` with offsets in a transaction of this producer. */
export function openGroups(
  turn: BrokerTurn,
  producerId: number,
  partitions: readonly number[],
): readonly string[] {
  const groups = mapGet(turn.state.groups.openGroupsForProducer, String(producerId)) ?? [];
  return groups.filter((groupId) => partitions.includes(partitionFor(turn.state, groupId)));
}

export function hasPendingFromProducer(group: GroupMetadata, producerId: number): boolean {
  return mapHas(group.pendingTransactionalOffsetCommits, String(producerId));
}

/** Puts an offset into the table, unless a later one is there. */
function materialize(
  turn: BrokerTurn,
  groupId: string,
  offset: OffsetAndMetadata,
  appendedBatchOffset: number,
): void {
  const name = partitionName(offset.topic, offset.partition);
  const current = mapGet(groupOf(turn, groupId)!.offsets, name);
  if (current !== undefined && current.appendedBatchOffset >= appendedBatchOffset) return;
  const arrival = current?.arrival ?? ownGroups(turn).nextSerial++;
  const group = ownGroup(turn, groupId);
  const committed = { appendedBatchOffset, offsetAndMetadata: offset, arrival };
  group.offsets = mapSet(group.offsets, name, committed);
}

function pendingOf(group: GroupMetadata, producerId: number): PersistentMap<CommittedOffset> {
  return mapGet(group.pendingTransactionalOffsetCommits, String(producerId)) ?? emptyMap();
}

function setPending(
  turn: BrokerTurn,
  groupId: string,
  producerId: number,
  pending: PersistentMap<CommittedOffset>,
): void {
  const group = ownGroup(turn, groupId);
  const all = group.pendingTransactionalOffsetCommits;
  group.pendingTransactionalOffsetCommits = mapSet(all, String(producerId), pending);
}

function dropPending(turn: BrokerTurn, groupId: string, producerId: number): void {
  const group = ownGroup(turn, groupId);
  const all = group.pendingTransactionalOffsetCommits;
  group.pendingTransactionalOffsetCommits = mapDelete(all, String(producerId));
}

function isSameOffset(a: OffsetAndMetadata, b: OffsetAndMetadata): boolean {
  return (
    a === b ||
    (a.offset === b.offset &&
      a.leaderEpoch === b.leaderEpoch &&
      a.metadata === b.metadata &&
      a.commitTimestamp === b.commitTimestamp &&
      a.expireTimestamp === b.expireTimestamp)
  );
}
