/**
 * Whatever members do and whenever appends fail, a group's books agree with each other, and the one timer
 * never fires later than something is due.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mapGet, mapValues } from '../../../../src/engine/kernel/persistent-map.ts';
import type { GroupMetadata } from '../../../../src/engine/kafka/group/group-state.ts';
import type { JoinGroupResponse } from '../../../../src/engine/kafka/protocol/groups.ts';
import type { Bench } from './coordinator-bench.ts';
import {
  acknowledge,
  ask,
  lead,
  passTime,
  reply,
  resign,
  startBench,
} from './coordinator-bench.ts';

/** What a client knows of itself, by its connection. */
const known = new Map<number, { id: string; generation: number }>();

const who = fc.integer({ min: 1, max: 4 });
const act = fc.oneof(
  // Some join, wait for the rebalance, and ask for what they are assigned.
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      members: fc.uniqueArray(who, { minLength: 1 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('join' as const), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('sync' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('heartbeat' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const), who }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(0, 0, 1, 2500.123, 7000.001, 20_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hold' as const), holds: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('acknowledge' as const), fails: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const) }) },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

function join(bench: Bench, connection: number): void {
  const isStatic = connection === 4;
  ask(connection, {
    type: 'JoinGroupRequest',
    groupId: 'g1',
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 15_000,
    memberId: known.get(connection)?.id ?? '',
    groupInstanceId: isStatic ? 'inst' : null,
    protocolType: 'consumer',
    protocols: [
      {
        name: 'range',
        metadata: {
          topics: [`t${bench.nextCorrelationId % 2}`],
          userData: null,
          ownedPartitions: [],
        },
      },
    ],
  });
}

/** What has been answered to a JoinGroup meanwhile. */
function learn(connection: number): void {
  const answer = reply<JoinGroupResponse | undefined>(connection);
  if (answer?.type !== 'JoinGroupResponse') return;
  known.set(connection, { id: answer.memberId, generation: answer.generationId });
}

function perform(bench: Bench, one: Act): void {
  if (one.do === 'wait') return passTime(one.ms);
  if (one.do === 'hold') {
    bench.holds = one.holds;
    return;
  }
  if (one.do === 'acknowledge') return acknowledge(one.fails ? 'NOT_ENOUGH_REPLICAS' : null);
  if (one.do === 'move') {
    resign('__consumer_offsets', 42);
    return lead('__consumer_offsets', 42, 2);
  }
  if (one.do === 'settle') {
    const { members } = one;
    // A new member has to come twice.
    for (let round = 0; round < 2; round++)
      for (const each of members) perform(bench, { do: 'join', who: each });
    passTime(1000);
    for (const each of members) perform(bench, { do: 'sync', who: each });
    return;
  }
  const connection = one.who;
  learn(connection);
  const { id, generation } = known.get(connection) ?? { id: '', generation: -1 };
  const base = { groupId: 'g1', memberId: id, groupInstanceId: connection === 4 ? 'inst' : null };
  if (one.do === 'join') join(bench, connection);
  else if (one.do === 'forget') known.delete(connection);
  else if (one.do === 'leave') {
    ask(10 + connection, { type: 'LeaveGroupRequest', groupId: 'g1', members: [base] });
  } else if (one.do === 'heartbeat') {
    ask(10 + connection, { type: 'HeartbeatRequest', ...base, generationId: generation });
  } else {
    ask(20 + connection, {
      type: 'SyncGroupRequest',
      ...base,
      generationId: generation,
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: [
        {
          memberId: id,
          assignment: { assignedPartitions: [{ topic: 't', partition: 0 }], userData: null },
        },
      ],
    });
  }
}

function deadlines(group: GroupMetadata): number[] {
  const members = [...mapValues(group.members)].flatMap((one) => one.heartbeatDeadlineMs ?? []);
  const pending = group.pendingExpirations.map(({ deadlineMs }) => deadlineMs);
  return [
    ...members,
    ...pending,
    ...(group.delayedJoin === null ? [] : [group.delayedJoin.deadlineMs]),
  ];
}

function check(bench: Bench): void {
  const { groups, timerAtMs } = bench.state.groups;
  expect(bench.timers.get('group:deadline')).toBeCloseTo(timerAtMs!, 3);
  for (const group of mapValues(groups)) {
    const members = [...mapValues(group.members)];
    const state = group.chart.value;
    expect([...group.memberIds].sort()).toEqual(members.map(({ memberId }) => memberId).sort());
    const waiting = members.filter(({ awaitingJoin }) => awaitingJoin !== null);
    expect(group.numMembersAwaitingJoin).toBe(waiting.length);
    expect(group.delayedJoin !== null).toBe(state === 'PreparingRebalance');
    if (members.length > 0) expect(mapGet(group.members, group.leaderId!)).toBeDefined();
    if (state === 'Empty') expect(members).toEqual([]);
    if (state === 'Stable' || state === 'CompletingRebalance') {
      expect(members.length).toBeGreaterThan(0);
      expect(group.protocolName).toBe('range');
    }
    // Whoever waits for an assignment waits in CompletingRebalance, and nobody else.
    if (state !== 'CompletingRebalance') {
      expect(members.filter(({ awaitingSync }) => awaitingSync !== null)).toEqual([]);
    }
    expect(Math.min(...deadlines(group), Infinity)).toBeGreaterThanOrEqual(timerAtMs!);
  }
}

test("a group's books agree after every request and every timer", () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 10, maxLength: 40 }), (acts) => {
      known.clear();
      const bench = startBench({ 'group.initial.rebalance.delay.ms': 1000 }, [42]);
      let generation = 0;
      for (const one of acts) {
        perform(bench, one);
        check(bench);
        const group = mapGet(bench.state.groups.groups, 'g1');
        // A coordinator that moved while nothing could be written goes on from what was.
        if (one.do === 'move' || group === undefined) generation = 0;
        else {
          expect(group.generationId).toBeGreaterThanOrEqual(generation);
          generation = group.generationId;
        }
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
