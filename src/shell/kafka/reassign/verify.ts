/**
 * kafka-reassign-partitions.sh --verify and --list.
 *
 * Mirrors: verifyAssignment, findPartitionReassignmentStates, curReassignmentsToString of
 * kafka.admin.ReassignPartitionsCommand, 2.8.0.
 * Read next: reassignment-json.ts, throttles.ts, log-dir-moves.ts.
 */
import type { Settled, TopicDescription } from '../../../engine/kafka/index.ts';
import { describeTopics, listPartitionReassignments } from '../../../engine/kafka/index.ts';
import { get, run, thrownBy } from '../admin/admin.ts';
import { JavaException, inFrames, within } from '../java/exception.ts';
import type { ToolOutput, ToolScript } from '../tool/tool.ts';
import { at } from './frames.ts';
import { findMoves, isDone, movesText } from './log-dir-moves.ts';
import type { Assigned } from './reassignment-json.ts';
import { byPartition, nameOf, parseReassignment } from './reassignment-json.ts';
import { clearAllThrottles } from './throttles.ts';

export interface ReassignmentState {
  readonly target: Assigned;
  readonly currentReplicas: readonly number[];
  readonly isDone: boolean;
}

export function* verifyAssignment(
  text: string,
  preservesThrottles: boolean,
  output: ToolOutput,
): ToolScript<void> {
  const { partitions, logDirs } = inFrames(at('verifyAssignment', 317), () =>
    parseReassignment(text),
  );
  const { states, isOngoing } = yield* within(
    [...at('verifyPartitionAssignments', 344), ...at('verifyAssignment', 318)],
    findStates(partitions),
  );
  output.out(`${statesText(states)}\n`);
  const moves = yield* within(
    [
      ...at('findLogDirMoveStates', 567),
      ...at('verifyReplicaMoves', 548),
      ...at('verifyAssignment', 319),
    ],
    findMoves(logDirs),
  );
  output.out(`${movesText(moves)}\n`);
  if (isOngoing || !moves.every(isDone) || preservesThrottles) return;
  yield* within(at('verifyAssignment', 325), clearAllThrottles(partitions, output));
}

/** partitionReassignmentStatesToString. */
export function statesText(states: readonly ReassignmentState[]): string {
  const byName = new Map(states.map((state) => [nameOf(state.target), state]));
  const lines = [...byName.values()]
    .sort((a, b) => byPartition(a.target, b.target))
    .map(({ target, currentReplicas, isDone: done }) => {
      const name = nameOf(target);
      if (!done) return `Reassignment of partition ${name} is still in progress.`;
      const [current, wanted] = [currentReplicas.join(','), target.replicas.join(',')];
      return current === wanted
        ? `Reassignment of partition ${name} is complete.`
        : `There is no active reassignment of partition ${name}, but replica set is ${current} rather than ${wanted}.`;
    });
  return ['Status of partition reassignment:', ...lines].join('\n');
}

function* findStates(targets: readonly Assigned[]): ToolScript<{
  readonly states: readonly ReassignmentState[];
  readonly isOngoing: boolean;
}> {
  const ongoing = yield* within(
    at('findPartitionReassignmentStates', 444),
    get(listPartitionReassignments()),
  );
  const states: ReassignmentState[] = [];
  const others: Assigned[] = [];
  for (const target of targets) {
    const found = ongoing.find((one) => nameOf(one) === nameOf(target));
    if (found === undefined) others.push(target);
    else states.push({ target, currentReplicas: found.replicas, isDone: false });
  }
  const topics = yield* run(describeTopics([...new Set(others.map(({ topic }) => topic))]));
  for (const target of others) {
    const { result } = topics.find(({ key }) => key === target.topic)!;
    states.push({ target, currentReplicas: replicasOf(target, result), isDone: true });
  }
  return { states, isOngoing: ongoing.length > 0 };
}

/** topicDescriptionFutureToState: a topic that is not there has no replicas. */
function replicasOf({ partition }: Assigned, result: Settled<TopicDescription>): readonly number[] {
  if (result.exception !== null) {
    if (result.exception.error === 'UNKNOWN_TOPIC_OR_PARTITION') return [];
    throw thrownBy(result.exception);
  }
  const { partitions } = result.value;
  if (partitions.length < partition) return [];
  const found = partitions[partition];
  if (found !== undefined) return found.replicas.map(({ id }) => id);
  // Upstream lets the first partition behind the last one through.
  const text = `Index ${partition} out of bounds for length ${partitions.length}`;
  throw new JavaException('java.lang.IndexOutOfBoundsException', text);
}

/** --list. */
export function* listReassignments(output: ToolOutput): ToolScript<void> {
  const ongoing = yield* within(
    [...at('curReassignmentsToString', 1060), ...at('listReassignments', 1050)],
    get(listPartitionReassignments()),
  );
  const lines = [...ongoing]
    .sort(byPartition)
    .map(({ topic, partition, replicas, addingReplicas, removingReplicas }) => {
      const adding = addingReplicas.length === 0 ? '' : ` adding: ${addingReplicas.join(',')}.`;
      const removing =
        removingReplicas.length === 0 ? '' : ` removing: ${removingReplicas.join(',')}.`;
      return `${nameOf({ topic, partition })}: replicas: ${replicas.join(',')}.${adding}${removing}`;
    });
  output.out(
    lines.length === 0
      ? 'No partition reassignments found.\n'
      : `Current partition reassignments:\n${lines.join('\n')}\n`,
  );
}
