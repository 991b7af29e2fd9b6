/**
 * The znode /admin/reassign_partitions, by which old tools ask for reassignments.
 *
 * Mirrors: KafkaZkClient: getPartitionReassignment, setOrCreatePartitionReassignment;
 * KafkaController.maybeRemoveFromZkReassignment, 2.8.0.
 */
import { ErrorCode } from '../../zookeeper/client/index.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import {
  REASSIGN_PARTITIONS_PATH,
  decodeReassignPartitions,
  encodeReassignPartitions,
} from '../zk/topic-znodes.ts';
import { keyOf } from './controller-context.ts';
import { info, log } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { JavaException } from '../../java/exception.ts';
import { KeeperException, throwableText } from './exceptions.ts';
import {
  createOp,
  deleteRecursive,
  getData,
  pathExists,
  setDataOp,
  throwRefusal,
  write,
} from './zk-requests.ts';

type ReassignedPartition = TopicPartition & { readonly replicas: readonly number[] };

/** What is asked for; nothing when it is no JSON. */
export function* getPartitionReassignment(
  run: ControllerRun,
): Work<readonly ReassignedPartition[]> {
  const node = yield* getData(run, REASSIGN_PARTITIONS_PATH);
  if (node === null) return [];
  const decoded = decodeReassignPartitions(node.data);
  if (!('invalid' in decoded)) return decoded.partitions;
  const text = `Ignoring partition reassignment due to invalid json: ${decoded.invalid}`;
  log(run, 'zkClient', 'WARN', text);
  return [];
}

/** Takes partitions out of it; with the last one the znode goes. */
export function* removeFromZkReassignment(
  run: ControllerRun,
  isRemoved: (partition: ReassignedPartition) => boolean,
): Work<void> {
  if (!(yield* pathExists(run, REASSIGN_PARTITIONS_PATH))) return;
  const all = yield* getPartitionReassignment(run);
  const removed = all.filter(isRemoved);
  const left = all.filter((partition) => !isRemoved(partition));
  const listed = removed.map((each) => `${keyOf(each)} -> Buffer(${each.replicas.join(', ')})`);
  info(
    run,
    `Removing partitions Map(${listed.join(', ')}) from the list of reassigned partitions in zookeeper`,
  );
  if (left.length > 0) return yield* replaceReassignment(run, left);
  yield* deleteReassignment(run);
}

/** Nothing is asked for any more. */
export function* deleteReassignment(run: ControllerRun): Work<void> {
  info(
    run,
    `No more partitions need to be reassigned. Deleting zk path ${REASSIGN_PARTITIONS_PATH}`,
  );
  yield* deleteRecursive(run, REASSIGN_PARTITIONS_PATH);
  // The next one must be noticed.
  run.emit({ type: 'event', event: { type: 'ZkPartitionReassignment' } });
}

/** KafkaZkClient.setOrCreatePartitionReassignment. */
export function* replaceReassignment(
  run: ControllerRun,
  partitions: readonly ReassignedPartition[],
): Work<void> {
  const data = encodeReassignPartitions(partitions);
  try {
    const [result] = yield* write(run, [setDataOp(REASSIGN_PARTITIONS_PATH, data)]);
    if (result!.code !== ErrorCode.NONODE) return throwRefusal(result!);
    const [created] = yield* write(run, [createOp(REASSIGN_PARTITIONS_PATH, data)]);
    throwRefusal(created!);
  } catch (error) {
    if (!(error instanceof KeeperException)) throw error;
    throw new JavaException('kafka.admin.AdminOperationException', throwableText(error));
  }
}
