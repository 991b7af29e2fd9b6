/**
 * Replicas on their way from one log folder of a broker to another.
 *
 * Mirrors: findLogDirMoveStates, replicaMoveStatesToString, executeMoves of
 * kafka.admin.ReassignPartitionsCommand, KafkaAdminClient.describeReplicaLogDirs, 2.8.0.
 */
import type { DescribeLogDirsResult } from '../../../engine/kafka/index.ts';
import { alterReplicaLogDirs, describeLogDirs } from '../../../engine/kafka/index.ts';
import { run, thrownBy, valueOf } from '../admin/admin.ts';
import { JavaException, within } from '../java/exception.ts';
import type { ToolOutput, ToolScript } from '../tool/tool.ts';
import { now, sleep } from '../tool/tool.ts';
import { at, terseFailure } from './frames.ts';
import type { PlacedReplica } from './reassignment-json.ts';
import { byPartition, nameOf } from './reassignment-json.ts';

/** A replica that was to be moved, with the folders where it is and where it goes. */
export interface LogDirMove {
  readonly replica: PlacedReplica;
  readonly currentDir: string | null;
  readonly futureDir: string | null;
}

/** `t-0-1`: partition and broker. */
function replicaText(replica: PlacedReplica): string {
  return `${nameOf(replica)}-${replica.brokerId}`;
}

function byReplica(a: PlacedReplica, b: PlacedReplica): number {
  return a.brokerId - b.brokerId || byPartition(a, b);
}

/** findLogDirMoveStates. */
export function* findMoves(replicas: readonly PlacedReplica[]): ToolScript<readonly LogDirMove[]> {
  const found: LogDirMove[] = [];
  for (const id of new Set(replicas.map(({ brokerId }) => brokerId))) {
    const here = replicas.filter(({ brokerId }) => brokerId === id);
    const [answer] = yield* run(describeLogDirs([id], here));
    const dirs = valueOf(answer!.result);
    for (const replica of here) found.push(moveOf(replica, dirs));
  }
  return found;
}

function moveOf(replica: PlacedReplica, dirs: readonly DescribeLogDirsResult[]): LogDirMove {
  let currentDir: string | null = null;
  let futureDir: string | null = null;
  for (const { logDir, topics } of dirs) {
    for (const { name, partitions } of topics) {
      if (name !== replica.topic) continue;
      for (const { partitionIndex, isFutureKey } of partitions) {
        if (partitionIndex !== replica.partition) continue;
        if (isFutureKey) futureDir = logDir;
        else currentDir = logDir;
      }
    }
  }
  return { replica, currentDir, futureDir };
}

/** ActiveMoveState. */
export function isActive({ currentDir, futureDir }: LogDirMove): boolean {
  return currentDir !== null && futureDir !== null;
}

/** LogDirMoveState.done: nothing is under way. */
export function isDone({ currentDir, futureDir }: LogDirMove): boolean {
  return currentDir !== null && futureDir === null;
}

/** replicaMoveStatesToString. */
export function movesText(moves: readonly LogDirMove[]): string {
  return [...moves]
    .sort((a, b) => byReplica(a.replica, b.replica))
    .map(moveText)
    .join('\n');
}

function moveText({ replica, currentDir, futureDir }: LogDirMove): string {
  const { brokerId, logDir } = replica;
  const name = nameOf(replica);
  if (currentDir === null) {
    return `Partition ${name} is not found in any live log dir on broker ${brokerId}. There is likely an offline log directory on the broker.`;
  }
  if (futureDir === null) {
    return currentDir === logDir
      ? `Reassignment of replica ${replicaText(replica)} completed successfully.`
      : `Partition ${name} on broker ${brokerId} is not being moved from log dir ${currentDir} to ${logDir}.`;
  }
  return futureDir === logDir
    ? `Reassignment of replica ${replicaText(replica)} is still in progress.`
    : `Partition ${name} on broker ${brokerId} is being moved to log dir ${futureDir} instead of ${logDir}.`;
}

const RETRY_MS = 100;

/** executeMoves: asks again until the broker has the replica. */
export function* executeMoves(
  replicas: readonly PlacedReplica[],
  timeoutMs: number,
  output: ToolOutput,
): ToolScript<void> {
  const startMs = yield* now();
  const listed = (some: readonly PlacedReplica[]): string =>
    [...some].sort(byReplica).map(replicaText).join(',');
  let pending = replicas;
  for (;;) {
    const completed = yield* within(at('executeMoves', 1019), startMoves(pending));
    if (completed.length > 0) {
      const plural = completed.length === 1 ? '' : 's';
      output.out(`Successfully started log directory move${plural} for: ${listed(completed)}\n`);
    }
    pending = pending.filter((one) => !completed.includes(one));
    if (pending.length === 0) return;
    if ((yield* now()) >= startMs + timeoutMs) {
      const plural = pending.length === 1 ? '' : 's';
      throw terseFailure(
        `Timed out before log directory move${plural} could be started for: ${listed(pending)}`,
      );
    }
    yield* sleep(RETRY_MS);
  }
}

/** alterReplicaLogDirs: a replica that is not there yet is no error. */
function* startMoves(replicas: readonly PlacedReplica[]): ToolScript<readonly PlacedReplica[]> {
  const results = yield* run(alterReplicaLogDirs(replicas));
  const started: PlacedReplica[] = [];
  for (const [index, replica] of replicas.entries()) {
    const { exception } = results[index]!.result;
    if (exception === null) started.push(replica);
    else if (exception.error !== 'REPLICA_NOT_AVAILABLE') {
      const text = `Failed to alter dir for ${replicaText(replica)}`;
      throw new JavaException('kafka.common.AdminCommandFailedException', text, {
        cause: thrownBy(exception),
        frames: at('$anonfun$alterReplicaLogDirs$1', 1777),
      });
    }
  }
  return started;
}
