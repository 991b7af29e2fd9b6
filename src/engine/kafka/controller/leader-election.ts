/**
 * Electing leaders of many partitions at once: read what ZooKeeper says, choose, write it back unless
 * somebody else has written, and try those again.
 *
 * Mirrors: ZkPartitionStateMachine: electLeaderForPartitions, doElectLeaderForPartitions,
 * collectUncleanLeaderElectionState, KafkaZkClient.getLogConfigs, 2.8.0.
 * Read next: election.ts (the choice).
 */
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { LeaderAndIsr } from '../zk/topic-znodes.ts';
import { topicConfigPath } from '../zk/topic-znodes.ts';
import { decodeEntityConfig } from '../zk/broker-znodes.ts';
import { inMutableMapOrder, inImmutableOrder, partitionHash } from '../zk/scala-order.ts';
import { distinct } from './context-queries.ts';
import {
  fullAssignment,
  isReplicaOnline,
  keyOf,
  partitionStateOf,
  putLeadership,
} from './controller-context.ts';
import { SOURCES } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { ask, callSite } from './controller-run.ts';
import type { ElectionResult, ElectionStrategy } from './election.ts';
import {
  leaderForControlledShutdown,
  leaderForOffline,
  leaderForPreferredReplica,
  leaderForReassign,
  strategyText,
} from './election.ts';
import { StateChangeFailedException } from './exceptions.ts';
import type { RequestBatch } from './request-batch.ts';
import { addLeaderAndIsr } from './request-batch.ts';
import { electionFrames } from './stack-traces.ts';
import { logFailedPartitionChange } from './state-change-log.ts';
import type { PartitionResult } from './zk-partition-states.ts';
import { hasValue, readPartitionStates, updateLeaderAndIsr } from './zk-partition-states.ts';
import { dataOf, getDataRequest } from './zk-requests.ts';

interface Candidate {
  readonly partition: TopicPartition;
  readonly leaderAndIsr: LeaderAndIsr;
}

type Result = PartitionResult<LeaderAndIsr>;

/** All elections, with those that failed. */
export function* electLeaders(
  run: ControllerRun,
  batch: RequestBatch,
  partitions: readonly TopicPartition[],
  strategy: ElectionStrategy,
): Work<readonly Result[]> {
  let remaining = partitions;
  const results = new Map<string, Result>();
  while (remaining.length > 0) {
    // 2.2 holds all elections again, also those that are done.
    const retried = run.settings.isOld ? partitions : remaining;
    const { finished, toRetry } = yield* electOnce(run, batch, retried, strategy);
    remaining = toRetry;
    for (const result of finished) {
      results.set(keyOf(result.partition), result);
      if (hasValue(result)) continue;
      const { partition, error } = result;
      const state = partitionStateOf(run.context, partition);
      logFailedPartitionChange(run, partition, state, 'OnlinePartition', error);
    }
    if (remaining.length > 0 && !run.settings.isOld) logRetry(run, strategy, remaining);
  }
  const hashOf = ({ partition }: Result): number => partitionHash(partition);
  return inImmutableOrder(inMutableMapOrder([...results.values()], hashOf), hashOf);
}

/** This line has no prefix. */
function logRetry(
  run: ControllerRun,
  strategy: ElectionStrategy,
  partitions: readonly TopicPartition[],
): void {
  const { file, logger } = SOURCES.partitions;
  const listed = `ArrayBuffer(${partitions.map(keyOf).join(', ')})`;
  const text = `Retrying leader election with strategy ${strategyText(strategy)} for partitions ${listed}`;
  run.emit({ type: 'log', file, level: 'INFO', text, logger });
}

function* electOnce(
  run: ControllerRun,
  batch: RequestBatch,
  partitions: readonly TopicPartition[],
  strategy: ElectionStrategy,
): Work<{ readonly finished: readonly Result[]; readonly toRetry: readonly TopicPartition[] }> {
  const { context } = run;
  const failed: Result[] = [];
  const candidates = yield* readCandidates(run, partitions, failed);
  if (candidates.length === 0) return { finished: failed, toRetry: [] };
  const elected: ElectionResult[] = [];
  for (const result of yield* choose(run, candidates, strategy)) {
    if (result.leaderAndIsr !== null) {
      elected.push(result);
      continue;
    }
    const { partition } = result;
    const text = `Failed to elect leader for partition ${keyOf(partition)} under strategy ${strategyText(strategy, run.settings.isOld)}`;
    const error = new StateChangeFailedException(text, electionFrames(callSite(run)));
    failed.push({ partition, error });
  }
  const ordered = inImmutableOrder(elected, ({ partition }) => partitionHash(partition));
  const { finished, toRetry } = yield* updateLeaderAndIsr(
    run,
    ordered.map(({ partition, leaderAndIsr }) => ({ partition, leaderAndIsr: leaderAndIsr! })),
  );
  const recipients = new Map(ordered.map((result) => [keyOf(result.partition), result.recipients]));
  for (const result of finished) {
    if (!hasValue(result)) continue;
    const { partition, value } = result;
    const leadership = { leaderAndIsr: value, controllerEpoch: context.epoch };
    putLeadership(context, partition, leadership);
    const told = recipients.get(keyOf(partition))!;
    const assignment = fullAssignment(context, partition);
    addLeaderAndIsr(run, batch, told, partition, leadership, assignment, false);
  }
  return { finished: [...finished, ...failed], toRetry };
}

/** Those whose state can be read and was not written by a newer controller. */
function* readCandidates(
  run: ControllerRun,
  partitions: readonly TopicPartition[],
  failed: Result[],
): Work<readonly Candidate[]> {
  const { context, settings } = run;
  const candidates: Candidate[] = [];
  for (const result of yield* readPartitionStates(run, partitions)) {
    const { partition } = result;
    if (!hasValue(result)) failed.push(result);
    else if (result.value === null) {
      const state = partitionStateOf(context, partition);
      const text = `LeaderAndIsr information doesn't exist for partition ${keyOf(partition)} in ${state} state`;
      failed.push({ partition, error: new StateChangeFailedException(text) });
    } else if (result.value.controllerEpoch > context.epoch) {
      const text =
        `${settings.isOld ? 'aborted' : 'Aborted'} leader election for partition ${keyOf(partition)} since the LeaderAndIsr path was ` +
        `already written by another controller. This probably means that the current controller ${settings.brokerId} went through ` +
        `a soft failure and another controller was elected with epoch ${result.value.controllerEpoch}.`;
      failed.push({ partition, error: new StateChangeFailedException(text) });
    } else candidates.push({ partition, leaderAndIsr: result.value.leaderAndIsr });
  }
  return candidates;
}

function* choose(
  run: ControllerRun,
  candidates: readonly Candidate[],
  strategy: ElectionStrategy,
): Work<readonly ElectionResult[]> {
  const { context } = run;
  switch (strategy.type) {
    case 'OfflinePartition':
      return yield* chooseForOffline(run, candidates, strategy.allowUnclean);
    case 'ReassignPartition':
      return candidates.map((each) =>
        leaderForReassign(context, each.partition, each.leaderAndIsr),
      );
    case 'PreferredReplicaPartition':
      return candidates.map((each) =>
        leaderForPreferredReplica(context, each.partition, each.leaderAndIsr),
      );
    case 'ControlledShutdownPartition':
      return candidates.map((each) =>
        leaderForControlledShutdown(context, each.partition, each.leaderAndIsr),
      );
  }
}

/** Where no replica of the ISR is alive, the topic's configuration says whether any other may lead. */
function* chooseForOffline(
  run: ControllerRun,
  candidates: readonly Candidate[],
  allowUnclean: boolean,
): Work<readonly ElectionResult[]> {
  const { context } = run;
  const hasLiveInSync = ({ partition, leaderAndIsr }: Candidate): boolean =>
    leaderAndIsr.isr.some((id) => isReplicaOnline(context, id, partition));
  const lost = candidates.filter((candidate) => !hasLiveInSync(candidate));
  const allowed = allowUnclean ? null : yield* uncleanAllowedOf(run, lost);
  const ofLost = lost.map(({ partition, leaderAndIsr }) => {
    const isAllowed = allowed === null ? true : allowed.get(partition.topic);
    if (typeof isAllowed === 'boolean') {
      return leaderForOffline(context, partition, leaderAndIsr, isAllowed);
    }
    const state = partitionStateOf(context, partition);
    logFailedPartitionChange(run, partition, state, 'OnlinePartition', isAllowed);
    return leaderForOffline(context, partition, null, false);
  });
  const ofOthers = candidates
    .filter(hasLiveInSync)
    .map(({ partition, leaderAndIsr }) =>
      leaderForOffline(context, partition, leaderAndIsr, false),
    );
  return [...ofLost, ...ofOthers];
}

const UNCLEAN_ENABLE = 'unclean.leader.election.enable';

/** unclean.leader.election.enable by topic, or why it cannot be read. */
function* uncleanAllowedOf(
  run: ControllerRun,
  candidates: readonly Candidate[],
): Work<ReadonlyMap<string, unknown>> {
  const topics = distinct(candidates.map(({ partition }) => partition.topic));
  const paths = topics.map(topicConfigPath);
  const replies = yield* ask(
    run,
    paths.map((path) => getDataRequest(run, path)),
  );
  return new Map(
    topics.map((topic, index): [string, unknown] => {
      try {
        const node = dataOf(replies[index]!, paths[index]!);
        const config = node === null ? {} : decodeEntityConfig(node.data);
        const override = config[UNCLEAN_ENABLE];
        if (override === undefined) return [topic, run.settings.uncleanLeaderElectionEnable];
        return [topic, override.trim().toLowerCase() === 'true'];
      } catch (error) {
        return [topic, error];
      }
    }),
  );
}
