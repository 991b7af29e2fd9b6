/** The lengths of internal keys and values are those of their bytes. */
import { describe, expect, test } from 'vitest';
import { internalBytes } from '../../../../src/engine/kafka/protocol/internal-record-bytes.ts';
import type { InternalRecordPart } from '../../../../src/engine/kafka/protocol/internal-records.ts';
import {
  controlRecordKey,
  endTransactionMarker,
  groupMetadataKey,
  groupMetadataValue,
  offsetCommitKey,
  offsetCommitValue,
  transactionLogKey,
  transactionLogValue,
} from '../../../../src/engine/kafka/protocol/internal-records.ts';

const PARTITIONS = [
  { topic: 't', partition: 0 },
  { topic: 'größer', partition: 7 },
  { topic: 't', partition: 1 },
];

const COMMIT = { offset: 5, leaderEpoch: 0, metadata: '', commitTimestamp: 1600000000000 };

const MEMBER = {
  memberId: 'consumer-g1-1-2f1a',
  groupInstanceId: null,
  clientId: 'consumer-g1-1',
  clientHost: '/192.168.8.12',
  rebalanceTimeoutMs: 300000,
  sessionTimeoutMs: 10000,
  subscription: { topics: ['t', 'größer'], userData: null, ownedPartitions: PARTITIONS },
  assignment: {
    assignedPartitions: PARTITIONS,
    userData: { previousAssignment: PARTITIONS, generation: 3 },
  },
};

const TRANSACTION = {
  producerId: 1,
  producerEpoch: 0,
  transactionTimeoutMs: 60000,
  lastUpdateTimestamp: 1600000000000,
  startTimestamp: -1,
};

const PARTS: readonly InternalRecordPart[] = [
  offsetCommitKey('g1', 'größer', 3),
  offsetCommitValue({ ...COMMIT, expireTimestamp: -1 }),
  offsetCommitValue({ ...COMMIT, expireTimestamp: 1700000000000 }),
  groupMetadataKey('g1'),
  groupMetadataValue({
    protocolType: 'consumer',
    generation: 3,
    protocol: 'range',
    leader: MEMBER.memberId,
    currentStateTimestamp: 1600000000000,
    members: [MEMBER, { ...MEMBER, groupInstanceId: 'i1' }],
  }),
  groupMetadataValue({
    protocolType: 'consumer',
    generation: 4,
    protocol: null,
    leader: null,
    currentStateTimestamp: 1600000000000,
    members: [],
  }),
  transactionLogKey('tx1'),
  transactionLogValue({ ...TRANSACTION, state: 'Empty', partitions: [] }),
  transactionLogValue({ ...TRANSACTION, state: 'Ongoing', partitions: PARTITIONS }),
  controlRecordKey('COMMIT'),
  endTransactionMarker(0),
];

describe('internal records', () => {
  test.each(PARTS)('$kind is as long as its bytes', (part) => {
    expect(internalBytes(part).length).toBe(part.bytes);
  });

  test('a marker has a key of 4 and a value of 6 bytes (transactions-fenced-producer)', () => {
    expect([controlRecordKey('ABORT').bytes, endTransactionMarker(0).bytes]).toEqual([4, 6]);
  });
});
