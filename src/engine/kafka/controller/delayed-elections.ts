/**
 * Elections that an admin client waits for: it is answered when this broker's metadata show the new leaders,
 * or when its time is up.
 *
 * Mirrors: ReplicaManager.electLeaders, kafka.server.DelayedElectLeader, KafkaApis.handleElectReplicaLeader,
 * 2.8.0.
 * Departs: the purgatory is a list, looked at whenever this broker's metadata may have changed.
 */
import type { ElectLeadersResponse } from '../protocol/admin-topics.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { cachedPartition } from '../server/metadata-cache.ts';
import { respond } from '../server/respond.ts';
import {
  inImmutableOrder,
  inMutableMapOrder,
  partitionHash,
  stringHash,
} from '../zk/scala-order.ts';
import type { ElectionCaller } from './controller-event.ts';
import { distinct } from './context-queries.ts';
import type { DelayedElection, PartitionError } from './controller-state.ts';

export const ELECTIONS_TIMER = 'controller:elections';

/** An election is over: answers, or waits until the leaders are known here. */
export function delayElection(
  turn: BrokerTurn,
  { ref, deadlineMs, isOfAllPartitions }: ElectionCaller,
  leaders: readonly (TopicPartition & { readonly leader: number })[],
  failures: readonly PartitionError[],
): void {
  const election: DelayedElection = {
    ref,
    deadlineMs,
    isOfAllPartitions,
    waiting: leaders,
    results: failures,
  };
  const controller = ownPart(turn, 'controller');
  controller.elections = [...controller.elections, election];
  completeElections(turn);
  setTimer(turn);
}

/** Answers those that are complete, and those whose time is up. */
export function completeElections(turn: BrokerTurn): void {
  const { elections } = turn.state.controller;
  if (elections.length === 0) return;
  const { nowMs } = turn.env;
  const left: DelayedElection[] = [];
  for (const election of elections) {
    const updated = withoutKnownLeaders(turn, election);
    if (updated.waiting.length === 0 || updated.deadlineMs <= nowMs) answer(turn, updated);
    else left.push(updated);
  }
  if (left.length < elections.length && left.length === 0) {
    turn.effects.push({ type: 'cancelTimer', name: ELECTIONS_TIMER });
  }
  ownPart(turn, 'controller').elections = left;
}

/** The timer ran out. */
export function takeElectionsTimer(turn: BrokerTurn): void {
  completeElections(turn);
  setTimer(turn);
}

function setTimer(turn: BrokerTurn): void {
  const { elections } = turn.state.controller;
  if (elections.length === 0) return;
  const earliestMs = Math.min(...elections.map(({ deadlineMs }) => deadlineMs));
  const delayMs = Math.max(0, earliestMs - turn.env.nowMs);
  turn.effects.push({ type: 'setTimer', name: ELECTIONS_TIMER, delayMs });
}

function withoutKnownLeaders({ state }: BrokerTurn, election: DelayedElection): DelayedElection {
  const waiting: DelayedElection['waiting'][number][] = [];
  const done: PartitionError[] = [];
  for (const each of election.waiting) {
    const { topic, partition, leader } = each;
    if (cachedPartition(state.metadata, topic, partition)?.leader !== leader) waiting.push(each);
    else done.push({ topic, partition, error: 'NONE', message: null });
  }
  if (done.length === 0) return election;
  return { ...election, waiting, results: [...election.results, ...done] };
}

function answer(turn: BrokerTurn, election: DelayedElection): void {
  const timedOut = election.waiting.map(({ topic, partition }): PartitionError => ({
    topic,
    partition,
    error: 'REQUEST_TIMED_OUT',
    message: null,
  }));
  const all = [...timedOut, ...election.results].filter(
    ({ error }) => !election.isOfAllPartitions || error !== 'ELECTION_NOT_NEEDED',
  );
  const ordered = inMutableMapOrder(all, (each) => partitionHash(each));
  const topics = distinct(ordered.map(({ topic }) => topic));
  respond<ElectLeadersResponse>(turn, election.ref, {
    type: 'ElectLeadersResponse',
    errorCode: 'NONE',
    replicaElectionResults: inImmutableOrder(topics, stringHash).map((topic) => ({
      topic,
      partitionResult: ordered
        .filter((each) => each.topic === topic)
        .map(({ partition, error, message }) => ({
          partitionId: partition,
          errorCode: error,
          errorMessage: message,
        })),
    })),
  });
}
