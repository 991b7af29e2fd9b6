/**
 * Elections that somebody asks for: of preferred leaders, through ZooKeeper, by an admin client or because
 * too many partitions are led by others; and unclean ones by an admin client.
 *
 * Mirrors: KafkaController: onReplicaElection, processReplicaLeaderElection,
 * fetchPendingPreferredReplicaElections, removePartitionsFromPreferredReplicaElection,
 * checkAndTriggerAutoLeaderRebalance, 2.8.0.
 * Read next: delayed-elections.ts (when an admin client is answered).
 */
import { mapHas } from '../../kernel/persistent-map.ts';
import { ERRORS } from '../protocol/errors.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { inImmutableOrder, inOldGroupOrder, intHash, partitionHash } from '../zk/scala-order.ts';
import type { LeaderAndIsr } from '../zk/topic-znodes.ts';
import { PREFERRED_REPLICA_ELECTION_PATH, decodePartitions } from '../zk/topic-znodes.ts';
import { allPartitions, asPartitionSet } from './context-queries.ts';
import {
  hasPartition,
  isLive,
  isReplicaOnline,
  isTopicQueuedUpForDeletion,
  keyOf,
  leadershipOf,
  replicasOf,
} from './controller-context.ts';
import type { ElectionTrigger, ElectionType, ReplicaLeaderElection } from './controller-event.ts';
import { debug, info, log } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { isActive } from './controller-run.ts';
import type { PartitionError } from './controller-state.ts';
import type { ElectionStrategy } from './election.ts';
import { canPreferredReplicaLead } from './election.ts';
import { JavaException } from '../../java/exception.ts';
import { StateChangeFailedException, errorOf } from './exceptions.ts';
import type { Elections } from './partition-state-machine.ts';
import { changePartitions } from './partition-state-machine.ts';
import { hasValue } from './zk-partition-states.ts';
import { zkElection } from './zk-election.ts';
import { deleteOp, getData, registerAndCheckExistence, write } from './zk-requests.ts';

const NO_LEADER = -1;

function listed(partitions: readonly TopicPartition[]): string {
  return partitions.map(keyOf).join(',');
}

function leaderOf({ context }: ControllerRun, partition: TopicPartition): LeaderAndIsr {
  const leadership = leadershipOf(context, partition);
  if (leadership === undefined) {
    throw new JavaException('java.util.NoSuchElementException', 'None.get');
  }
  return leadership.leaderAndIsr;
}

function preferredOf({ context }: ControllerRun, partition: TopicPartition): number | undefined {
  return replicasOf(context, partition)[0];
}

/** 2.2 elects preferred leaders only. */
function electionText({ settings }: ControllerRun, type: ElectionType, old: string): string {
  return settings.isOld ? old : `replica leader election (${type})`;
}

/** Holds elections; says what failed unless an admin client is told of it. */
export function* onReplicaElection(
  run: ControllerRun,
  partitions: readonly TopicPartition[],
  type: ElectionType,
  trigger: ElectionTrigger,
): Work<Elections> {
  const what = electionText(run, type, 'preferred replica leader election');
  const by = run.settings.isOld ? '' : ` triggered by ${trigger}`;
  info(run, `Starting ${what} for partitions ${listed(partitions)}${by}`);
  const isForAdmin = trigger === 'AdminClientTriggered';
  try {
    const strategy: ElectionStrategy =
      type === 'PREFERRED'
        ? { type: 'PreferredReplicaPartition' }
        : { type: 'OfflinePartition', allowUnclean: isForAdmin };
    const results = yield* changePartitions(run, partitions, 'OnlinePartition', strategy);
    if (!isForAdmin) logFailures(run, results, what);
    return results;
  } finally {
    if (!isForAdmin)
      yield* removeFromPreferredElection(run, partitions, trigger === 'AutoTriggered');
  }
}

function logFailures(run: ControllerRun, results: Elections, what: string): void {
  for (const result of results) {
    if (hasValue(result)) continue;
    const text = `Error completing ${what} for partition ${keyOf(result.partition)}`;
    log(run, 'controller', 'ERROR', text, result.error);
  }
}

function* removeFromPreferredElection(
  run: ControllerRun,
  partitions: readonly TopicPartition[],
  isAuto: boolean,
): Work<void> {
  for (const partition of partitions) {
    const { leader } = leaderOf(run, partition);
    const preferred = preferredOf(run, partition);
    if (leader === preferred) {
      const text = `Partition ${keyOf(partition)} completed preferred replica leader election. New leader is ${preferred}`;
      info(run, text);
    } else {
      const text = `Partition ${keyOf(partition)} failed to complete preferred replica leader election to ${preferred}. Leader is still ${leader}`;
      log(run, 'controller', 'WARN', text);
    }
  }
  if (isAuto) return;
  yield* write(run, [deleteOp(PREFERRED_REPLICA_ELECTION_PATH)]);
  // The next request must be noticed.
  run.emit({ type: 'event', event: zkElection() });
}

/** Partitions that /admin/preferred_replica_election names. */
function* getPreferredReplicaElection(run: ControllerRun): Work<readonly TopicPartition[]> {
  const node = yield* getData(run, PREFERRED_REPLICA_ELECTION_PATH);
  return node === null ? [] : decodePartitions(node.data);
}

/** At failover: those that are not done yet and whose topics stay. */
export function* fetchPendingPreferredElections(
  run: ControllerRun,
): Work<readonly TopicPartition[]> {
  const { context } = run;
  const all = yield* getPreferredReplicaElection(run);
  const isDone = (partition: TopicPartition): boolean => {
    const preferred = preferredOf(run, partition);
    return preferred === undefined || leaderOf(run, partition).leader === preferred;
  };
  const completed = all.filter(isDone);
  const open = all.filter((partition) => !completed.includes(partition));
  const isDeleted = ({ topic }: TopicPartition): boolean =>
    isTopicQueuedUpForDeletion(context, topic);
  const skipped = open.filter(isDeleted);
  const pending = open.filter((partition) => !isDeleted(partition));
  info(run, `Partitions undergoing preferred replica election: ${listed(all)}`);
  info(run, `Partitions that completed preferred replica election: ${listed(completed)}`);
  info(
    run,
    `Skipping preferred replica election for partitions due to topic deletion: ${listed(skipped)}`,
  );
  info(run, `Resuming preferred replica election for partitions: ${listed(pending)}`);
  return pending;
}

export function* processReplicaLeaderElection(
  run: ControllerRun,
  event: ReplicaLeaderElection,
): Work<void> {
  const { electionType: type, trigger, caller } = event;
  if (!isActive(run)) return answerNotController(run, event);
  const isForAdmin = trigger === 'AdminClientTriggered';
  if (!isForAdmin) {
    const isAsked = yield* registerAndCheckExistence(run, PREFERRED_REPLICA_ELECTION_PATH);
    if (!isAsked) return;
  }
  const { context, settings } = run;
  const by = settings.isOld ? '' : ` by ${trigger}`;
  const partitions = event.partitions ?? (yield* getPreferredReplicaElection(run));
  const unknown = partitions.filter((partition) => !hasPartition(context, partition));
  for (const partition of unknown) {
    const what = electionText(run, type, 'preferred replica leader election');
    info(run, `Skipping ${what} for partition ${keyOf(partition)}${by} since it doesn't exist.`);
  }
  const known = partitions.filter((partition) => hasPartition(context, partition));
  const isDeleted = ({ topic }: TopicPartition): boolean =>
    isTopicQueuedUpForDeletion(context, topic);
  const deleted = known.filter(isDeleted);
  if (deleted.length > 0) {
    const set = `Set(${deleted.map(keyOf).join(', ')})`;
    const what = electionText(run, type, 'preferred replica election');
    const text = `Skipping ${what} for partitions ${set}${by} since the respective topics are being deleted`;
    log(run, 'controller', 'WARN', text);
  }
  const live = known.filter((partition) => !isDeleted(partition));
  const electable = live.filter((partition) => needsElection(run, partition, type));
  const valid = live.filter((partition) => !electable.includes(partition));
  run.asker = 'askedElection';
  const elections = yield* onReplicaElection(run, electable, type, trigger);
  const failures = [
    ...elections.flatMap((result) => (hasValue(result) ? [] : [failureOf(result, type)])),
    ...valid.map((each) =>
      settings.isOld
        ? failed(each, 'NONE', null)
        : failed(each, 'ELECTION_NOT_NEEDED', ERRORS.ELECTION_NOT_NEEDED.message),
    ),
    ...deleted.map((each) => failed(each, 'INVALID_TOPIC_EXCEPTION', 'The topic is being deleted')),
    ...unknown.map((each) =>
      failed(each, 'UNKNOWN_TOPIC_OR_PARTITION', 'The partition does not exist.'),
    ),
  ];
  const leaders = elections.flatMap((result) =>
    hasValue(result) ? [{ ...result.partition, leader: result.value.leader }] : [],
  );
  debug(
    run,
    settings.isOld
      ? oldResultsText(leaders, failures)
      : `Waiting for any successful result for election type (${type}) by ${trigger} for partitions: ${resultsText(leaders, failures)}`,
  );
  if (caller !== null) run.emit({ type: 'elected', caller, leaders, failures });
}

function needsElection(run: ControllerRun, partition: TopicPartition, type: ElectionType): boolean {
  const { leader } = leaderOf(run, partition);
  if (type === 'PREFERRED') return leader !== preferredOf(run, partition);
  return leader === NO_LEADER || !isLive(run.context, leader);
}

function failed(
  { topic, partition }: TopicPartition,
  error: PartitionError['error'],
  message: string | null,
): PartitionError {
  return { topic, partition, error, message };
}

function failureOf(
  { partition, error }: { readonly partition: TopicPartition; readonly error: unknown },
  type: ElectionType,
): PartitionError {
  if (error instanceof StateChangeFailedException) {
    const name =
      type === 'PREFERRED' ? 'PREFERRED_LEADER_NOT_AVAILABLE' : 'ELIGIBLE_LEADERS_NOT_AVAILABLE';
    return failed(partition, name, error.message);
  }
  const { error: name, message } = errorOf(error);
  return failed(partition, name, message);
}

function errorText({ error, message }: PartitionError): string {
  return `ApiError(error=${error}, message=${message})`;
}

function oldResultsText(
  leaders: readonly TopicPartition[],
  failures: readonly PartitionError[],
): string {
  const waiting = asPartitionSet(leaders).map(keyOf).join(', ');
  const ordered = inImmutableOrder(failures, (each) => partitionHash(each));
  const results = ordered.map((each) => `${keyOf(each)} -> ${errorText(each)}`).join(', ');
  return `PreferredReplicaLeaderElection waiting: Set(${waiting}), results: Map(${results})`;
}

function resultsText(
  leaders: readonly (TopicPartition & { readonly leader: number })[],
  failures: readonly PartitionError[],
): string {
  const all = [
    ...leaders.map((each) => ({ ...each, text: `Right(${each.leader})` })),
    ...failures.map((each) => ({
      ...each,
      text: `Left(${errorText(each)})`,
    })),
  ];
  const ordered = inImmutableOrder(all, (each) => partitionHash(each));
  return `Map(${ordered.map((each) => `${keyOf(each)} -> ${each.text}`).join(', ')})`;
}

export function answerNotController(
  run: ControllerRun,
  { partitions, caller }: ReplicaLeaderElection,
): void {
  if (caller === null) return;
  const failures = (partitions ?? []).map((each) => failed(each, 'NOT_CONTROLLER', null));
  run.emit({ type: 'elected', caller, leaders: [], failures });
}

/** Looks at each broker: how many partitions that should be led by it are led by others. */
export function* processAutoPreferredElection(run: ControllerRun): Work<void> {
  if (!isActive(run)) return;
  try {
    if (!run.settings.isOld) info(run, 'Processing automatic preferred replica leader election');
    yield* rebalanceLeaders(run);
  } finally {
    const delayMs = run.settings.leaderImbalanceCheckIntervalSeconds * 1000;
    run.emit({ type: 'rebalance.scheduled', delayMs });
  }
}

function* rebalanceLeaders(run: ControllerRun): Work<void> {
  log(run, 'controller', 'TRACE', 'Checking need to trigger auto leader balancing');
  const { context, settings } = run;
  const staying = allPartitions(context).filter(
    ({ topic }) => !isTopicQueuedUpForDeletion(context, topic),
  );
  const preferredBy = byPreferredLeader(run, asPartitionSet(staying));
  if (settings.isOld) {
    const groups = preferredBy.map(
      ({ brokerId, partitions }) => `${brokerId} -> ${assignmentsText(run, partitions)}`,
    );
    debug(run, `Preferred replicas by broker Map(${groups.join(', ')})`);
  }
  for (const { brokerId, partitions } of preferredBy) {
    const ledByOthers = partitions.filter((partition) => {
      const leadership = leadershipOf(context, partition);
      return leadership !== undefined && leadership.leaderAndIsr.leader !== brokerId;
    });
    const text = `Topics not in preferred replica for broker ${brokerId} ${assignmentsText(run, ledByOthers)}`;
    debug(run, text);
    const ratio = ledByOthers.length / partitions.length;
    const shown = Number.isInteger(ratio) ? `${ratio}.0` : String(ratio);
    log(run, 'controller', 'TRACE', `Leader imbalance ratio for broker ${brokerId} is ${shown}`);
    if (ratio <= settings.leaderImbalancePerBrokerPercentage / 100) continue;
    const candidates = ledByOthers.filter((partition) => canMoveBack(run, partition, brokerId));
    yield* onReplicaElection(run, asPartitionSet(candidates), 'PREFERRED', 'AutoTriggered');
  }
}

function byPreferredLeader(
  run: ControllerRun,
  partitions: readonly TopicPartition[],
): readonly { readonly brokerId: number; readonly partitions: readonly TopicPartition[] }[] {
  const groups = new Map<number, TopicPartition[]>();
  for (const partition of partitions) {
    const preferred = preferredOf(run, partition);
    if (preferred === undefined) {
      throw new JavaException('java.util.NoSuchElementException', 'head of empty list');
    }
    const group = groups.get(preferred);
    if (group === undefined) groups.set(preferred, [partition]);
    else group.push(partition);
  }
  const inOrder = run.settings.isOld ? inOldGroupOrder : inImmutableOrder;
  return inOrder([...groups.keys()], intHash).map((brokerId) => ({
    brokerId,
    partitions: asPartitionSet(groups.get(brokerId)!),
  }));
}

function assignmentsText(
  { context }: ControllerRun,
  partitions: readonly TopicPartition[],
): string {
  const listedOnes = partitions.map(
    (partition) => `${keyOf(partition)} -> Vector(${replicasOf(context, partition).join(', ')})`,
  );
  return `Map(${listedOnes.join(', ')})`;
}

function canMoveBack(run: ControllerRun, partition: TopicPartition, brokerId: number): boolean {
  const { context, settings } = run;
  return (
    context.partitionsBeingReassigned.size === 0 &&
    !isTopicQueuedUpForDeletion(context, partition.topic) &&
    mapHas(context.allTopics, partition.topic) &&
    // 2.2 tries it even when the broker is not in the ISR.
    (settings.isOld
      ? isReplicaOnline(context, brokerId, partition)
      : canPreferredReplicaLead(context, partition, leaderOf(run, partition).isr))
  );
}
