/**
 * Members of a group, rebalances and offsets. Lines are those that a real broker of 2.8.0 wrote.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  acknowledge,
  ask,
  lead,
  passTime,
  reply,
  replyCount,
  resign,
  startBench,
  takeLines,
  written,
} from './coordinator-bench.ts';
import type { Bench } from './coordinator-bench.ts';
import { mapGet } from '../../../../src/engine/kernel/persistent-map.ts';
import type { GroupMetadata } from '../../../../src/engine/kafka/group/group-state.ts';
import { partitionForGroup } from '../../../../src/engine/kafka/group/group-coordinator.ts';
import type {
  DescribeGroupsResponse,
  HeartbeatResponse,
  JoinGroupResponse,
  LeaveGroupResponse,
  ListGroupsResponse,
  OffsetCommitResponse,
  OffsetDeleteResponse,
  OffsetFetchResponse,
  SyncGroupResponse,
} from '../../../../src/engine/kafka/protocol/groups.ts';

let bench: Bench;

beforeEach(() => {
  bench = startBench({ 'group.initial.rebalance.delay.ms': 0 });
});

const subscription = (...topics: string[]) => ({ topics, userData: null, ownedPartitions: [] });

/** A member of group g1, by its connection. */
interface Member {
  readonly connection: number;
  readonly clientId: string;
  readonly instance: string | null;
  id: string;
  generation: number;
  isLeader: boolean;
}

function member(connection: number, clientId: string, instance: string | null = null): Member {
  return { connection, clientId, instance, id: '', generation: -1, isLeader: false };
}

function sendJoin(who: Member, { apiVersion = 7, topics = ['t'] } = {}): void {
  ask(
    who.connection,
    {
      type: 'JoinGroupRequest',
      groupId: 'g1',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 60_000,
      memberId: who.id,
      groupInstanceId: who.instance,
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: subscription(...topics) }],
    },
    { clientId: who.clientId, apiVersion },
  );
}

/** Takes the answer to its JoinGroup; gives the error. */
function takeJoin(who: Member): string {
  const answer = reply<JoinGroupResponse>(who.connection);
  who.id = answer.memberId;
  who.generation = answer.generationId;
  who.isLeader = answer.leader === answer.memberId;
  return answer.errorCode;
}

/** MEMBER_ID_REQUIRED, and once more with the id. */
function join(who: Member): void {
  sendJoin(who);
  if (who.id === '' && replyCount(who.connection) > 0 && takeJoin(who) === 'MEMBER_ID_REQUIRED') {
    sendJoin(who);
  }
}

function sync(who: Member, members: readonly Member[]): void {
  ask(who.connection, {
    type: 'SyncGroupRequest',
    groupId: 'g1',
    generationId: who.generation,
    memberId: who.id,
    groupInstanceId: who.instance,
    protocolType: 'consumer',
    protocolName: 'range',
    assignments: !who.isLeader
      ? []
      : members.map(({ id }, partition) => ({
          memberId: id,
          assignment: { assignedPartitions: [{ topic: 't', partition }], userData: null },
        })),
  });
}

function heartbeat(who: Member): string {
  ask(who.connection, {
    type: 'HeartbeatRequest',
    groupId: 'g1',
    generationId: who.generation,
    memberId: who.id,
    groupInstanceId: who.instance,
  });
  return reply<HeartbeatResponse>(who.connection).errorCode;
}

function leave(
  connection: number,
  ...members: Pick<Member, 'id' | 'instance'>[]
): LeaveGroupResponse {
  ask(connection, {
    type: 'LeaveGroupRequest',
    groupId: 'g1',
    members: members.map(({ id, instance }) => ({ memberId: id, groupInstanceId: instance })),
  });
  return reply<LeaveGroupResponse>(connection);
}

/** All of them join (again), and get their partitions. */
function settle(...members: Member[]): void {
  for (const one of members) join(one);
  passTime(0);
  for (const one of members) expect(takeJoin(one)).toBe('NONE');
  for (const one of members) sync(one, members);
  for (const one of members)
    expect(reply<SyncGroupResponse>(one.connection).errorCode).toBe('NONE');
}

function commit(
  connection: number,
  offsets: Readonly<Record<number, number>>,
  who: Pick<Member, 'id' | 'generation' | 'instance'> = { id: '', generation: -1, instance: null },
  topic = 't',
  committedMetadata = '',
): string[] {
  ask(connection, {
    type: 'OffsetCommitRequest',
    groupId: 'g1',
    generationId: who.generation,
    memberId: who.id,
    groupInstanceId: who.instance,
    topics: [
      {
        name: topic,
        partitions: Object.entries(offsets).map(([partition, committedOffset]) => ({
          partitionIndex: Number(partition),
          committedOffset,
          committedLeaderEpoch: 0,
          committedMetadata,
        })),
      },
    ],
  });
  const answer = reply<OffsetCommitResponse | undefined>(connection);
  return (answer?.topics ?? []).flatMap(({ partitions }) => partitions.map((one) => one.errorCode));
}

function fetchOffsets(connection: number, requireStable = false): string {
  ask(connection, { type: 'OffsetFetchRequest', groupId: 'g1', topics: null, requireStable });
  const { topics, errorCode } = reply<OffsetFetchResponse>(connection);
  const parts = topics.flatMap(({ name, partitions }) =>
    partitions.map((one) =>
      one.errorCode === 'NONE'
        ? `${name}-${one.partitionIndex}=${one.committedOffset}`
        : `${name}-${one.partitionIndex} ${one.errorCode}`,
    ),
  );
  return errorCode === 'NONE' ? parts.join(' ') : errorCode;
}

const group = (groupId = 'g1'): GroupMetadata | undefined =>
  mapGet(bench.state.groups.groups, groupId);

/** Keys of the records of g1's partition, with what is told of the value. */
function records(): string[] {
  return written('__consumer_offsets', 42).flatMap((batch) =>
    batch.records.map(({ key, value }) => {
      if (key === null || typeof key === 'string') return String(key);
      const isTombstone = value === null ? ' tombstone' : '';
      if (key.kind === 'OffsetCommitKey') return `${key.topic}-${key.partition}${isTombstone}`;
      if (typeof value === 'object' && value?.kind === 'GroupMetadataValue') {
        return `g1 generation ${value.generation} with ${value.members.length}`;
      }
      return `${key.kind}${isTombstone}`;
    }),
  );
}

test.each([
  ['g1', 42],
  ['g2', 43],
  ['my-group', 12],
  ['console-consumer-12345', 6],
  ['test-consumer-group', 31],
  ['my-first-application', 18],
  ['group1', 40],
  ['group2', 39],
  ['kafka-lab', 12],
  ['connect-cluster', 13],
  ['analytics', 10],
  ['billing', 9],
  // Its hash code is the smallest integer, which has no positive counterpart.
  ['polygenelubricants', 0],
  ['Группа', 26],
])('group %s belongs to partition %i of __consumer_offsets', (groupId, partition) => {
  expect(partitionForGroup(groupId, 50)).toBe(partition);
});

const preparing = (generation: number, reason: string): string =>
  `INFO [GroupCoordinator 1]: Preparing to rebalance group g1 in state PreparingRebalance with old generation ${generation} (__consumer_offsets-42) (reason: ${reason})`;
const adding = (generation: number, who: string): string =>
  preparing(generation, `Adding new member ${who}-<UUID> with group instance id None`);
const stabilized = (generation: number, count: number): string =>
  `INFO [GroupCoordinator 1]: Stabilized group g1 generation ${generation} (__consumer_offsets-42) with ${count} members`;
const assigned = (generation: number, count: number): string =>
  `INFO [GroupCoordinator 1]: Assignment received from leader for group g1 for generation ${generation}. The group has ${count} members, 0 of which are static.`;
const left = (who: string): string =>
  `INFO [GroupCoordinator 1]: Member[group.instance.id None, member.id ${who}-<UUID>] in group g1 has left, removing it from the group`;

describe('members', () => {
  test('come and go one by one, with the lines of groups-leave-and-rejoin-one-by-one', () => {
    const [a, b, c, z] = [member(1, 'a'), member(2, 'b'), member(3, 'c'), member(4, 'z')];
    settle(a);
    settle(b, a);
    settle(c, a, b);
    expect(leave(11, a).errorCode).toBe('NONE');
    settle(b, c);
    leave(13, c);
    settle(b);
    leave(12, b);
    settle(z);
    expect(takeLines()).toEqual([
      adding(0, 'a'),
      stabilized(1, 1),
      assigned(1, 1),
      adding(1, 'b'),
      stabilized(2, 2),
      assigned(2, 2),
      adding(2, 'c'),
      stabilized(3, 3),
      assigned(3, 3),
      left('a'),
      preparing(3, 'removing member a-<UUID> on LeaveGroup'),
      stabilized(4, 2),
      assigned(4, 2),
      left('c'),
      preparing(4, 'removing member c-<UUID> on LeaveGroup'),
      stabilized(5, 1),
      assigned(5, 1),
      left('b'),
      preparing(5, 'removing member b-<UUID> on LeaveGroup'),
      'INFO [GroupCoordinator 1]: Group g1 with generation 6 is now empty (__consumer_offsets-42)',
      adding(6, 'z'),
      stabilized(7, 1),
      assigned(7, 1),
    ]);
    expect(records()).toEqual([
      ...[1, 2, 3].map((n) => `g1 generation ${n} with ${n}`),
      'g1 generation 4 with 2',
      'g1 generation 5 with 1',
      'g1 generation 6 with 0',
      'g1 generation 7 with 1',
    ]);
  });

  test('that are not heard for a session are removed, and the others are told by their heartbeats', () => {
    const [a, b] = [member(1, 'a'), member(2, 'b')];
    settle(a, b);
    takeLines();
    for (let i = 0; i < 5; i++) {
      passTime(3000);
      if (i < 3) expect(heartbeat(b)).toBe('NONE');
      expect(heartbeat(a)).toBe('NONE');
    }
    passTime(3999);
    expect(takeLines()).toEqual([]);
    passTime(1);
    expect(takeLines()).toEqual([
      'INFO [GroupCoordinator 1]: Member b-<UUID> in group g1 has failed, removing it from the group',
      preparing(1, 'removing member b-<UUID> on heartbeat expiration'),
    ]);
    expect(heartbeat(a)).toBe('REBALANCE_IN_PROGRESS');
    expect(heartbeat(b)).toBe('UNKNOWN_MEMBER_ID');
    settle(a);
    expect(a.generation).toBe(2);
  });

  test('that do not come back within the rebalance timeout are removed, and their leader replaced', () => {
    const [a, b] = [member(1, 'a'), member(2, 'b')];
    settle(a, b);
    const follower = a.isLeader ? b : a;
    const leader = a.isLeader ? a : b;
    join(follower);
    ask(follower.connection + 20, {
      type: 'JoinGroupRequest',
      groupId: 'g1',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 60_000,
      memberId: follower.id,
      groupInstanceId: null,
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: subscription('t', 'u') }],
    });
    takeLines();
    for (let i = 0; i < 20; i++) {
      passTime(3000);
      if (i < 19) heartbeat(leader);
    }
    const lines = takeLines();
    expect(lines[0]).toContain("Group g1 removed dynamic members who haven't joined: Set(");
    expect(lines[1]).toBe(stabilized(2, 1));
    expect(group()!.leaderId).toBe(follower.id);
  });

  test('of old clients join at once, with a line (python-file-to-topic-and-consumer)', () => {
    const old = member(1, 'kafka-python-2.0.2');
    sendJoin(old, { apiVersion: 2 });
    passTime(0);
    expect(takeJoin(old)).toBe('NONE');
    expect(takeLines()[0]).toBe(
      'INFO [GroupCoordinator 1]: Dynamic Member with unknown member id joins group g1 in Empty state. Created a new member id kafka-python-2.0.2-<UUID> for this member and add to the group.',
    );
    // A protocol's name is never null for them.
    const failing = member(2, 'x');
    failing.id = 'nobody';
    sendJoin(failing, { apiVersion: 2 });
    expect(reply<JoinGroupResponse>(2)).toMatchObject({
      errorCode: 'UNKNOWN_MEMBER_ID',
      protocolName: '',
    });
  });

  test('that were given an id have a session to come back with it', () => {
    const [a, b] = [member(1, 'a'), member(2, 'b')];
    settle(a);
    sendJoin(b);
    expect(takeJoin(b)).toBe('MEMBER_ID_REQUIRED');
    takeLines();
    passTime(10_000);
    expect(takeLines()[0]).toBe(
      'INFO [GroupCoordinator 1]: Pending member b-<UUID> in group g1 has been removed after session timeout expiration.',
    );
    sendJoin(b);
    expect(takeJoin(b)).toBe('UNKNOWN_MEMBER_ID');
  });

  test('are counted: a full group takes no more', () => {
    bench = startBench({ 'group.initial.rebalance.delay.ms': 0, 'group.max.size': 1 });
    settle(member(1, 'a'));
    const b = member(2, 'b');
    sendJoin(b);
    expect(takeJoin(b)).toBe('GROUP_MAX_SIZE_REACHED');
  });

  test('get the same generation when nothing has changed, a rebalance when it has', () => {
    const [a, b] = [member(1, 'a'), member(2, 'b')];
    settle(a, b);
    const [follower, leader] = a.isLeader ? [b, a] : [a, b];
    takeLines();
    sendJoin(follower);
    expect(reply<JoinGroupResponse>(follower.connection).generationId).toBe(1);
    expect(takeLines()).toEqual([]);
    sendJoin(leader);
    expect(takeLines()).toEqual([
      preparing(1, `leader ${leader.clientId}-<UUID> re-joining group during Stable`),
    ]);
    sendJoin(follower, { topics: ['u'] });
    expect(takeLines()).toEqual([stabilized(2, 2)]);
    takeJoin(follower);
    sendJoin(follower, { topics: ['t'] });
    expect(takeLines()).toEqual([
      preparing(
        2,
        `Updating metadata for member ${follower.clientId}-<UUID> during CompletingRebalance`,
      ),
    ]);
  });

  test('a first rebalance waits for others, as long as others come', () => {
    bench = startBench({ 'group.initial.rebalance.delay.ms': 3000 });
    const [a, b] = [member(1, 'a'), member(2, 'b')];
    join(a);
    passTime(2000);
    join(b);
    passTime(1000);
    expect(takeLines().filter((line) => line.includes('Stabilized'))).toEqual([]);
    passTime(3000);
    expect(takeLines()).toEqual([stabilized(1, 2)]);
  });
});

describe('an assignment', () => {
  test('is written before anybody gets it', () => {
    const [a, b] = [member(1, 'a'), member(2, 'b')];
    join(a);
    join(b);
    passTime(0);
    takeJoin(a);
    takeJoin(b);
    bench.holds = true;
    const before = replyCount(1);
    sync(a, [a, b]);
    sync(b, [a, b]);
    expect(replyCount(1)).toBe(before);
    acknowledge();
    expect(reply<SyncGroupResponse>(2).assignment?.assignedPartitions).toEqual([
      { topic: 't', partition: 1 },
    ]);
    expect(group()!.chart.value).toBe('Stable');
  });

  test('that cannot be written makes a rebalance', () => {
    const a = member(1, 'a');
    join(a);
    passTime(0);
    takeJoin(a);
    bench.appendError = 'NOT_ENOUGH_REPLICAS';
    sync(a, [a]);
    expect(reply<SyncGroupResponse>(1).errorCode).toBe('COORDINATOR_NOT_AVAILABLE');
    expect(group()!.chart.value).toBe('PreparingRebalance');
  });

  test('is void when another member came while it was written', () => {
    const [a, b] = [member(1, 'a'), member(2, 'b')];
    join(a);
    passTime(0);
    takeJoin(a);
    bench.holds = true;
    sync(a, [a]);
    join(b);
    expect(reply<SyncGroupResponse>(1).errorCode).toBe('REBALANCE_IN_PROGRESS');
    acknowledge();
    expect(group()!.chart.value).toBe('PreparingRebalance');
    expect(mapGet(group()!.members, a.id)!.assignment).toBe(null);
  });

  test('of a leader that forgets a member is empty for it', () => {
    const [a, b] = [member(1, 'a'), member(2, 'b')];
    join(a);
    join(b);
    passTime(0);
    takeJoin(a);
    takeJoin(b);
    takeLines();
    const [leader, other] = a.isLeader ? [a, b] : [b, a];
    sync(leader, [leader]);
    const lines = takeLines();
    expect(lines).toContain(
      `WARN [GroupCoordinator 1]: Setting empty assignments for members Set(${other.clientId}-<UUID>) of g1 for generation 1`,
    );
    expect(lines.at(-1)).toBe(
      `WARN [GroupCoordinator 1]: Sending empty assignment to member ${other.clientId}-<UUID> of g1 for generation 1 with no errors`,
    );
  });

  test('of an old generation, of a stranger, without protocol is refused', () => {
    const a = member(1, 'a');
    settle(a);
    const errorOf = (who: Member): string => {
      sync(who, [who]);
      return reply<SyncGroupResponse>(who.connection).errorCode;
    };
    expect(errorOf({ ...a, generation: 0 })).toBe('ILLEGAL_GENERATION');
    expect(errorOf({ ...a, id: 'nobody' })).toBe('UNKNOWN_MEMBER_ID');
    expect(errorOf(a)).toBe('NONE');
  });
});

describe('a static member', () => {
  test('comes back under a new id and keeps its partitions (groups-static-membership)', () => {
    const [a, b] = [member(1, 'a', 'inst-1'), member(2, 'b', 'inst-2')];
    sendJoin(a);
    sendJoin(b);
    passTime(0);
    takeJoin(a);
    takeJoin(b);
    sync(a, [a, b]);
    sync(b, [a, b]);
    expect(a.id).toMatch(/^inst-1-/);
    takeLines();
    const again = member(3, 'b', 'inst-2');
    sendJoin(again);
    expect(takeJoin(again)).toBe('NONE');
    expect(again.generation).toBe(1);
    expect(again.isLeader).toBe(false);
    expect(takeLines()).toEqual([
      'INFO [GroupCoordinator 1]: Static member Some(inst-2) of group g1 with unknown member id rejoins, assigning new member id inst-2-<UUID>, while old member id inst-2-<UUID> will be removed.',
      "INFO [GroupCoordinator 1]: Static member which joins during Stable stage and doesn't affect selectProtocol will not trigger rebalance.",
    ]);
    sync(again, []);
    expect(reply<SyncGroupResponse>(3).assignment?.assignedPartitions).toEqual([
      { topic: 't', partition: 1 },
    ]);
    // Whoever has the old id is fenced.
    expect(heartbeat(b)).toBe('FENCED_INSTANCE_ID');
    expect(takeLines()[0]).toBe(
      `ERROR given member.id inst-2-<UUID> is identified as a known static member inst-2, but not matching the expected member.id inst-2-<UUID> during heartbeat, will respond with instance fenced error`,
    );
    // An administrator takes it out by its instance alone.
    expect(leave(9, { id: '', instance: 'inst-2' }).members[0]!.errorCode).toBe('NONE');
    expect(takeLines()[1]).toContain('(reason: removing member  on LeaveGroup)');
  });
});

describe('offsets', () => {
  test('of a group without members are kept, and expire a week after their commit', () => {
    expect(commit(1, { 0: 5, 2: 7 })).toEqual(['NONE', 'NONE']);
    expect(fetchOffsets(1)).toBe('t-0=5 t-2=7');
    expect(commit(1, { 7: 1 })).toEqual(['UNKNOWN_TOPIC_OR_PARTITION']);
    const [batch] = written('__consumer_offsets', 42);
    expect(batch).toMatchObject({ baseSequence: 0, producerId: -1, isTransactional: false });
    passTime(7 * 24 * 3_600_000 - 600_000);
    expect(group()).toBeDefined();
    takeLines();
    passTime(600_000);
    expect(group()).toBe(undefined);
    expect(takeLines()).toEqual([
      'INFO [GroupMetadataManager brokerId=1] Group g1 transitioned to Dead in generation 0',
      'INFO [GroupMetadataManager brokerId=1] Removed 2 expired offsets in 0 milliseconds.',
    ]);
    // A group that only kept offsets was never written, so that nothing of it has to be taken back.
    expect(records().slice(2)).toEqual(['t-0 tombstone', 't-2 tombstone']);
  });

  test('are those of the current generation', () => {
    const a = member(1, 'a');
    settle(a);
    expect(commit(1, { 0: 5 }, { ...a, generation: 0 })).toEqual(['ILLEGAL_GENERATION']);
    expect(commit(1, { 0: 5 }, { ...a, id: 'nobody' })).toEqual(['UNKNOWN_MEMBER_ID']);
    expect(commit(1, { 0: 5 })).toEqual(['UNKNOWN_MEMBER_ID']);
    expect(commit(1, { 0: 5 }, a)).toEqual(['NONE']);
    join(member(2, 'b'));
    expect(commit(1, { 0: 6 }, a)).toEqual(['NONE']);
    sendJoin(a);
    takeJoin(a);
    expect(commit(1, { 0: 7 }, a)).toEqual(['REBALANCE_IN_PROGRESS']);
    expect(fetchOffsets(1)).toBe('t-0=6');
  });

  test('are not stable while they are written', () => {
    commit(1, { 0: 5 });
    bench.holds = true;
    commit(2, { 0: 6 });
    expect(fetchOffsets(1)).toBe('t-0=5');
    expect(fetchOffsets(1, true)).toBe('t-0 UNSTABLE_OFFSET_COMMIT');
    acknowledge();
    expect(fetchOffsets(1, true)).toBe('t-0=6');
  });

  test('that cannot be written do not count', () => {
    bench.appendError = 'NOT_ENOUGH_REPLICAS';
    expect(commit(1, { 0: 5 })).toEqual(['COORDINATOR_NOT_AVAILABLE']);
    expect(fetchOffsets(1, true)).toBe('');
  });

  test('with too long a metadata are refused', () => {
    const long = 'x'.repeat(4097);
    expect(commit(1, { 0: 5 }, undefined, 't', long)).toEqual(['OFFSET_METADATA_TOO_LARGE']);
    expect(fetchOffsets(1)).toBe('');
  });

  test('are deleted, unless somebody reads the topic', () => {
    const a = member(1, 'a');
    settle(a);
    commit(1, { 0: 5, 1: 6 }, a);
    const remove = (): string[] => {
      ask(5, {
        type: 'OffsetDeleteRequest',
        groupId: 'g1',
        topics: [{ name: 't', partitions: [{ partitionIndex: 0 }, { partitionIndex: 9 }] }],
      });
      return reply<OffsetDeleteResponse>(5).topics[0]!.partitions.map((one) => one.errorCode);
    };
    expect(remove()).toEqual(['GROUP_SUBSCRIBED_TO_TOPIC', 'UNKNOWN_TOPIC_OR_PARTITION']);
    leave(1, a);
    takeLines();
    expect(remove()).toEqual(['NONE', 'UNKNOWN_TOPIC_OR_PARTITION']);
    expect(takeLines()).toEqual([
      'INFO [GroupCoordinator 1]: The following offsets of the group g1 were deleted: t-0. A total of 1 offsets were removed.',
    ]);
    expect(fetchOffsets(1)).toBe('t-1=6');
  });
});

describe('a group', () => {
  const deleteGroup = (groupId: string): string => {
    ask(5, { type: 'DeleteGroupsRequest', groupsNames: [groupId] });
    return reply<{ results: { errorCode: string }[] }>(5).results[0]!.errorCode;
  };

  test('is deleted when it is empty', () => {
    const a = member(1, 'a');
    settle(a);
    commit(1, { 0: 5 }, a);
    expect(deleteGroup('g1')).toBe('NON_EMPTY_GROUP');
    expect(deleteGroup('nope')).toBe('GROUP_ID_NOT_FOUND');
    leave(1, a);
    takeLines();
    expect(deleteGroup('g1')).toBe('NONE');
    expect(takeLines()).toEqual([
      'INFO [GroupCoordinator 1]: The following groups were deleted: g1. A total of 1 offsets were removed.',
    ]);
    expect(records().slice(-2)).toEqual(['t-0 tombstone', 'GroupMetadataKey tombstone']);
    resign('__consumer_offsets', 42);
    expect(deleteGroup('g1')).toBe('NOT_COORDINATOR');
  });

  test('is described with what its members want and have', () => {
    const a = member(1, 'a');
    settle(a);
    const described = () => {
      ask(5, {
        type: 'DescribeGroupsRequest',
        groups: ['g1', 'nope'],
        includeAuthorizedOperations: false,
      });
      return reply<DescribeGroupsResponse>(5).groups;
    };
    expect(described()[0]).toMatchObject({
      groupState: 'Stable',
      protocolType: 'consumer',
      protocolData: 'range',
      members: [
        {
          memberId: a.id,
          clientId: 'a',
          clientHost: '/192.168.8.12',
          memberAssignment: { assignedPartitions: [{ topic: 't', partition: 0 }] },
        },
      ],
    });
    expect(described()[1]).toMatchObject({ groupState: 'Dead', errorCode: 'NONE', members: [] });
    sendJoin(a);
    expect(described()[0]).toMatchObject({
      groupState: 'CompletingRebalance',
      protocolData: '',
      members: [{ memberMetadata: null, memberAssignment: null }],
    });
    ask(5, { type: 'ListGroupsRequest', statesFilter: ['Stable'] });
    expect(reply<ListGroupsResponse>(5).groups).toEqual([]);
    ask(5, { type: 'ListGroupsRequest', statesFilter: [] });
    expect(reply<ListGroupsResponse>(5).groups).toHaveLength(1);
  });

  test('moves with its partition: the next coordinator reads what was written', () => {
    const [a, b] = [member(1, 'a'), member(2, 'b', 'inst-2')];
    settle(a, b);
    commit(1, { 0: 5, 1: 6 }, a);
    commit(1, { 0: 7 }, a);
    const before = group()!;
    takeLines();
    resign('__consumer_offsets', 42);
    expect(heartbeat(a)).toBe('NOT_COORDINATOR');
    expect(takeLines()).toEqual([
      'INFO [GroupCoordinator 1]: Resigned as the group coordinator for partition 42',
      'INFO [GroupMetadataManager brokerId=1] Scheduling unloading of offsets and group metadata from __consumer_offsets-42',
      'INFO [GroupCoordinator 1]: Unloading group metadata for g1 with generation 1',
      'INFO [GroupMetadataManager brokerId=1] Finished unloading __consumer_offsets-42. Removed 2 cached offsets and 1 cached groups.',
    ]);
    lead('__consumer_offsets', 42, 2);
    const lines = takeLines();
    expect(lines.filter((line) => line.startsWith('INFO Loaded member')).sort()).toEqual([
      'INFO Loaded member MemberMetadata(memberId=a-<UUID>, groupInstanceId=None, clientId=a, clientHost=/192.168.8.12, sessionTimeoutMs=10000, rebalanceTimeoutMs=60000, supportedProtocols=List(range), ) in group g1 with generation 1.',
      'INFO Loaded member MemberMetadata(memberId=inst-2-<UUID>, groupInstanceId=Some(inst-2), clientId=b, clientHost=/192.168.8.12, sessionTimeoutMs=10000, rebalanceTimeoutMs=60000, supportedProtocols=List(range), ) in group g1 with generation 1.',
    ]);
    expect(lines.at(-2)).toBe(
      'INFO [GroupCoordinator 1]: Loading group metadata for g1 with generation 1',
    );
    const after = group()!;
    expect(after.members.size).toBe(2);
    expect(after.leaderId).toBe(before.leaderId);
    expect(mapGet(after.staticMembers, 'inst-2')).toBe(b.id);
    expect(mapGet(after.members, a.id)!.assignment).toEqual(
      mapGet(before.members, a.id)!.assignment,
    );
    expect(fetchOffsets(1)).toBe('t-1=6 t-0=7');
    expect(heartbeat(a)).toBe('NONE');
    // Who is not heard by the new coordinator either is removed.
    passTime(9999);
    heartbeat(a);
    passTime(1);
    expect(group()!.members.size).toBe(1);
  });

  test('that is gone leaves lines where something was still waited for', () => {
    const [a, b] = [member(1, 'a'), member(2, 'b')];
    settle(a);
    join(b);
    takeLines();
    resign('__consumer_offsets', 42);
    expect(reply<JoinGroupResponse>(2).errorCode).toBe('NOT_COORDINATOR');
    takeLines();
    passTime(10_000);
    expect(takeLines()).toEqual([
      'INFO [GroupCoordinator 1]: Received notification of heartbeat expiration for member a-<UUID> after group g1 had already been unloaded or deleted.',
    ]);
    passTime(50_000);
    expect(takeLines()).toEqual([
      "INFO [GroupCoordinator 1]: Group g1 removed dynamic members who haven't joined: Set(b-<UUID>)",
      'INFO [GroupCoordinator 1]: Group g1 is dead, skipping rebalance stage',
    ]);
    passTime(600_000);
    expect(bench.state.groups.unloaded).toEqual([]);
  });
});

test('heartbeats of an idle group move no timer', () => {
  const a = member(1, 'a');
  settle(a);
  passTime(1000);
  const at = bench.timers.get('group:deadline');
  for (let i = 0; i < 3; i++) heartbeat(a);
  expect(bench.timers.get('group:deadline')).toBe(at);
});
