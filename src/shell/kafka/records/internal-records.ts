/**
 * The records of `__consumer_offsets` and `__transaction_state` as tools print them.
 *
 * Mirrors: GroupMetadataManager and TransactionLog: their formatters, formatRecordKeyAndValue and what
 * reads keys and values, 2.8.0.
 */
import type {
  Bytes,
  GroupMemberValue,
  GroupMetadataValue,
  OffsetCommitValue,
  TransactionLogValue,
} from '../../../engine/kafka/index.ts';
import { partitionName } from '../../../engine/kafka/index.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException } from '../java/exception.ts';
import { bytesOf } from './text-bytes.ts';

const GROUPS = 'kafka.coordinator.group.GroupMetadataManager$';
const TRANSACTIONS = 'kafka.coordinator.transaction.TransactionLog$';

/** A key that is none of the topic's: upstream reads its first two bytes as a version. */
function unknownVersion(
  key: Bytes,
  message: (version: number) => string,
  frames: Frames,
): JavaException {
  const [first, second] = bytesOf(key);
  if (first === undefined || second === undefined) {
    return new JavaException('java.nio.BufferUnderflowException', null, {
      frames: ['java.base/java.nio.Buffer.nextGetIndex(Buffer.java:719)', ...frames],
    });
  }
  const version = ((first << 24) >> 16) | second;
  return new JavaException('java.lang.IllegalStateException', message(version), { frames });
}

function unknownGroupKey(key: Bytes): JavaException {
  return unknownVersion(key, (version) => `Unknown group metadata message version: ${version}`, [
    `${GROUPS}.readMessageKey(GroupMetadataManager.scala:1097)`,
  ]);
}

function unknownTransactionKey(key: Bytes): JavaException {
  return unknownVersion(
    key,
    (version) => `Unknown version ${version} from the transaction log message`,
    [`${TRANSACTIONS}.readTxnRecordKey(TransactionLog.scala:113)`],
  );
}

/** What an OffsetsMessageFormatter prints; null: nothing. Throws what reading a foreign key throws. */
export function offsetText(key: Bytes | null, value: Bytes | null): string | null {
  if (key === null) return null;
  if (typeof key === 'string') throw unknownGroupKey(key);
  if (key.kind === 'GroupMetadataKey') return null;
  if (key.kind !== 'OffsetCommitKey') throw unknownGroupKey(key);
  const shown = value === null ? 'NULL' : offsetAndMetadata(value as OffsetCommitValue);
  return `[${key.group},${key.topic},${key.partition}]::${shown}\n`;
}

function offsetAndMetadata(value: OffsetCommitValue): string {
  const { offset, leaderEpoch, metadata, commitTimestamp, expireTimestamp } = value;
  const epoch = leaderEpoch === -1 ? 'Optional.empty' : `Optional[${leaderEpoch}]`;
  const expire = expireTimestamp === -1 ? 'None' : `Some(${expireTimestamp})`;
  return `OffsetAndMetadata(offset=${offset}, leaderEpoch=${epoch}, metadata=${metadata}, commitTimestamp=${commitTimestamp}, expireTimestamp=${expire})`;
}

/** What a GroupMetadataMessageFormatter prints. */
export function groupText(key: Bytes | null, value: Bytes | null): string | null {
  if (key === null) return null;
  if (typeof key === 'string') throw unknownGroupKey(key);
  if (key.kind === 'OffsetCommitKey') return null;
  if (key.kind !== 'GroupMetadataKey') throw unknownGroupKey(key);
  const shown = value === null ? 'NULL' : groupMetadata(key.group, value as GroupMetadataValue);
  return `${key.group}::${shown}\n`;
}

function groupMetadata(group: string, value: GroupMetadataValue): string {
  const { generation, protocolType, protocol, members } = value;
  const type = protocolType === '' ? 'None' : `Some(${protocolType})`;
  const state = members.length === 0 ? 'Empty' : 'Stable';
  const shown = members.map(
    (member) => `${member.memberId} -> ${memberMetadata(member, protocol)}`,
  );
  return `GroupMetadata(groupId=${group}, generation=${generation}, protocolType=${type}, currentState=${state}, members=Map(${shown.join(', ')}))`;
}

function memberMetadata(member: GroupMemberValue, protocol: string | null): string {
  const { memberId, groupInstanceId, clientId, clientHost } = member;
  const instance = groupInstanceId === null ? 'None' : `Some(${groupInstanceId})`;
  return (
    `MemberMetadata(memberId=${memberId}, groupInstanceId=${instance}, clientId=${clientId}, ` +
    `clientHost=${clientHost}, sessionTimeoutMs=${member.sessionTimeoutMs}, ` +
    `rebalanceTimeoutMs=${member.rebalanceTimeoutMs}, supportedProtocols=List(${protocol ?? 'null'}), )`
  );
}

/** What a TransactionLogMessageFormatter prints. */
export function transactionText(key: Bytes | null, value: Bytes | null): string | null {
  if (key === null) return null;
  if (typeof key === 'string' || key.kind !== 'TransactionLogKey') throw unknownTransactionKey(key);
  const { transactionalId } = key;
  const shown =
    value === null ? 'NULL' : transactionMetadata(transactionalId, value as TransactionLogValue);
  return `${transactionalId}::${shown}\n`;
}

function transactionMetadata(transactionalId: string, value: TransactionLogValue): string {
  const { producerId, producerEpoch, transactionTimeoutMs, state, partitions } = value;
  const names = partitions.map(({ topic, partition }) => partitionName(topic, partition));
  return (
    `TransactionMetadata(transactionalId=${transactionalId}, producerId=${producerId}, ` +
    `producerEpoch=${producerEpoch}, txnTimeoutMs=${transactionTimeoutMs}, state=${state}, ` +
    `pendingState=None, topicPartitions=Set(${names.join(', ')}), ` +
    `txnStartTimestamp=${value.startTimestamp}, txnLastUpdateTimestamp=${value.lastUpdateTimestamp})`
  );
}

/** Key and payload as kafka-dump-log.sh decodes them. */
export interface DecodedRecord {
  readonly key: string;
  readonly payload: string;
}

/** GroupMetadataManager.formatRecordKeyAndValue. */
export function decodeOffsets(key: Bytes | null, value: Bytes | null): DecodedRecord {
  const callers = [`${GROUPS}.formatRecordKeyAndValue(GroupMetadataManager.scala:1214)`];
  if (key === null) {
    const text = 'Failed to decode message using offset topic decoder (message had a missing key)';
    throw new JavaException('org.apache.kafka.common.KafkaException', text, {
      frames: [`${GROUPS}.formatRecordKeyAndValue(GroupMetadataManager.scala:1212)`],
    });
  }
  if (typeof key !== 'string' && key.kind === 'OffsetCommitKey') {
    const partition = partitionName(key.topic, key.partition);
    const name = `offset_commit::group=${key.group},partition=${partition}`;
    return { key: name, payload: offsetPayload(value as OffsetCommitValue | null) };
  }
  if (typeof key !== 'string' && key.kind === 'GroupMetadataKey') {
    const name = `group_metadata::group=${key.group}`;
    return { key: name, payload: groupPayload(value as GroupMetadataValue | null) };
  }
  const failure = unknownGroupKey(key);
  failure.passThrough(callers);
  throw failure;
}

function offsetPayload(value: OffsetCommitValue | null): string {
  if (value === null) return '<DELETE>';
  const { offset, metadata } = value;
  return metadata === '' ? `offset=${offset}` : `offset=${offset},metadata=${metadata}`;
}

function groupPayload(value: GroupMetadataValue | null): string {
  if (value === null) return '<DELETE>';
  const { protocolType, protocol, generation, members } = value;
  const assignments = members.map(({ memberId, assignment }) => {
    const names = assignment.assignedPartitions.map(({ topic, partition }) =>
      partitionName(topic, partition),
    );
    return `${memberId}=[${names.join(', ')}]`;
  });
  return JSON.stringify({
    protocolType,
    protocol,
    generationId: generation,
    assignment: `{${assignments.join(',')}}`,
  });
}

/** TransactionLog.formatRecordKeyAndValue. */
export function decodeTransaction(key: Bytes | null, value: Bytes | null): DecodedRecord {
  if (key === null || typeof key === 'string' || key.kind !== 'TransactionLogKey') {
    const failure = unknownTransactionKey(key ?? '');
    failure.passThrough([`${TRANSACTIONS}.formatRecordKeyAndValue(TransactionLog.scala:170)`]);
    throw failure;
  }
  const name = `transaction_metadata::transactionalId=${key.transactionalId}`;
  if (value === null) return { key: name, payload: '<DELETE>' };
  const {
    producerId,
    producerEpoch,
    state,
    partitions,
    lastUpdateTimestamp,
    transactionTimeoutMs,
  } = value as TransactionLogValue;
  const names = partitions.map(({ topic, partition }) => partitionName(topic, partition));
  const payload =
    `producerId:${producerId},producerEpoch:${producerEpoch},state=${state},` +
    `partitions=[${names.join(',')}],txnLastUpdateTimestamp=${lastUpdateTimestamp},` +
    `txnTimeoutMs=${transactionTimeoutMs}`;
  return { key: name, payload };
}
