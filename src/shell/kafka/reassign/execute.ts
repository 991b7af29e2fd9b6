/**
 * kafka-reassign-partitions.sh --execute and --cancel.
 *
 * Mirrors: executeAssignment, cancelAssignment of kafka.admin.ReassignPartitionsCommand, 2.8.0.
 * Read next: reassignment-json.ts, throttles.ts, log-dir-moves.ts.
 */
import type { NewReassignment, TopicPartition } from '../../../engine/kafka/index.ts';
import {
  alterPartitionReassignments,
  describeCluster,
  inImmutableOrder,
  intHash,
  listPartitionReassignments,
  partitionHash,
} from '../../../engine/kafka/index.ts';
import { get, run } from '../admin/admin.ts';
import { inFrames, within } from '../java/exception.ts';
import type { ToolOutput, ToolScript } from '../tool/tool.ts';
import { at, commandFailed, terseFailure } from './frames.ts';
import { assignmentOf } from './generate.ts';
import { executeMoves, findMoves, isActive } from './log-dir-moves.ts';
import type { Assigned } from './reassignment-json.ts';
import {
  byPartition,
  nameOf,
  parseExecution,
  parseReassignment,
  reassignmentText,
} from './reassignment-json.ts';
import { clearAllThrottles, moveMap, throttleLogDirs, throttleMoves } from './throttles.ts';

export interface Execution {
  readonly jsonText: string;
  readonly isAdditional: boolean;
  /** Bytes a second; negative: none. */
  readonly throttle: number;
  readonly logDirThrottle: number;
  readonly timeoutMs: number;
}

export const EXISTING =
  'Cannot execute because there is an existing partition assignment.  Use --additional to override this and create a new partition assignment in addition to the existing one. The --additional flag can also be used to change the throttle by resubmitting the current reassignment.';
export const RUN_VERIFY =
  'Warning: You must run --verify periodically, until the reassignment completes, to ensure the throttle is removed.\n';

export function* executeAssignment(execution: Execution, output: ToolOutput): ToolScript<void> {
  const { throttle, logDirThrottle } = execution;
  const { partitions, logDirs } = inFrames(at('executeAssignment', 957), () =>
    parseExecution(execution.jsonText),
  );
  const ongoing = yield* within(at('executeAssignment', 959), get(listPartitionReassignments()));
  if (!execution.isAdditional && ongoing.length > 0) throw terseFailure(EXISTING);
  yield* within(at('executeAssignment', 965), verifyBrokers(partitions));
  const topics = partitions.map(({ topic }) => topic);
  const current = yield* within(
    [...at('getReplicaAssignmentForPartitions', 846), ...at('executeAssignment', 966)],
    assignmentOf(topics),
  );
  output.out(currentText(partitions, current));
  if (throttle >= 0 || logDirThrottle >= 0) output.out(RUN_VERIFY);
  if (throttle >= 0) {
    const moves = moveMap(ongoing, partitions, current);
    yield* within(at('executeAssignment', 974), throttleMoves(moves, throttle, output));
  }
  if (logDirThrottle >= 0) {
    yield* within(at('executeAssignment', 979), throttleLogDirs(logDirs, logDirThrottle, output));
  }
  const errors = yield* alter(partitions);
  if (errors.length > 0) {
    throw terseFailure(`Error reassigning partition(s):\n${errors.join('\n')}`);
  }
  output.out(startedText(partitions));
  if (logDirs.length === 0) return;
  yield* within(at('executeAssignment', 994), executeMoves(logDirs, execution.timeoutMs, output));
}

/** currentPartitionReplicaAssignmentToString. */
export function currentText(proposed: readonly Assigned[], current: readonly Assigned[]): string {
  const names = new Set(proposed.map(nameOf));
  const shown = current.filter((one) => names.has(nameOf(one)));
  return `Current partition replica assignment\n\n${reassignmentText(shown)}\n\nSave this to use as the --reassignment-json-file option during rollback\n`;
}

export function startedText(partitions: readonly Assigned[]): string {
  const plural = partitions.length === 1 ? '' : 's';
  const names = [...partitions].sort(byPartition).map(nameOf);
  return `Successfully started partition reassignment${plural} for ${names.join(',')}\n`;
}

function* verifyBrokers(partitions: readonly Assigned[]): ToolScript<void> {
  const { nodes } = yield* within(at('verifyBrokerIds', 1086), get(describeCluster()));
  const known = nodes.map(({ id }) => id);
  const byName = inImmutableOrder(partitions, partitionHash);
  const wanted = new Set(byName.flatMap(({ replicas }) => replicas));
  const unknown = inImmutableOrder([...wanted], intHash).find((id) => !known.includes(id));
  if (unknown === undefined) return;
  throw commandFailed(`Unknown broker id ${unknown}`, [
    ...at('$anonfun$verifyBrokerIds$3', 1088),
    ...at('$anonfun$verifyBrokerIds$3$adapted', 1088),
    'scala.Option.map(Option.scala:230)',
    ...at('verifyBrokerIds', 1088),
  ]);
}

/** What could not be done, a line each. */
function* alter(reassignments: readonly NewReassignment[]): ToolScript<readonly string[]> {
  const results = yield* run(alterPartitionReassignments(reassignments));
  return results
    .filter(({ result }) => result.exception !== null)
    .sort((a, b) => byPartition(a.key, b.key))
    .map(({ key, result }) => `${nameOf(key)}: ${result.exception!.message}`);
}

export interface Cancellation {
  readonly jsonText: string;
  readonly preservesThrottles: boolean;
  readonly timeoutMs: number;
}

export function* cancelAssignment(
  cancellation: Cancellation,
  output: ToolOutput,
): ToolScript<void> {
  const { partitions, logDirs } = inFrames(at('cancelAssignment', 1530), () =>
    parseReassignment(cancellation.jsonText),
  );
  const ongoing = yield* within(
    at('cancelAssignment', 1533),
    get(listPartitionReassignments(distinct(partitions))),
  );
  const active = ongoing.filter(
    ({ addingReplicas, removingReplicas }) =>
      addingReplicas.length > 0 || removingReplicas.length > 0,
  );
  yield* cancelPartitions(active, output);
  const moves = yield* within(
    [...at('findLogDirMoveStates', 567), ...at('cancelAssignment', 1557)],
    findMoves(logDirs),
  );
  const moving = moves
    .filter(isActive)
    .map(({ replica, currentDir }) => ({ ...replica, logDir: currentDir! }));
  if (moving.length === 0) output.out('None of the specified partition moves are active.\n');
  else {
    yield* within(
      at('cancelAssignment', 1566),
      executeMoves(moving, cancellation.timeoutMs, output),
    );
  }
  if (cancellation.preservesThrottles) return;
  yield* within(at('cancelAssignment', 1569), clearAllThrottles(partitions, output));
}

function distinct(partitions: readonly TopicPartition[]): readonly TopicPartition[] {
  return [...new Map(partitions.map((one) => [nameOf(one), one])).values()];
}

function* cancelPartitions(
  active: readonly TopicPartition[],
  output: ToolOutput,
): ToolScript<void> {
  if (active.length === 0) {
    return output.out('None of the specified partition reassignments are active.\n');
  }
  const errors = yield* alter(
    active.map(({ topic, partition }) => ({ topic, partition, replicas: null })),
  );
  if (errors.length > 0) {
    const plural = errors.length === 1 ? '' : 's';
    throw terseFailure(
      `Error cancelling partition reassignment${plural} for:\n${errors.join('\n')}`,
    );
  }
  const plural = active.length === 1 ? '' : 's';
  const names = [...active].sort(byPartition).map(nameOf).join(',');
  output.out(`Successfully cancelled partition reassignment${plural} for: ${names}\n`);
}
