/**
 * A partition gets its log, with the high watermark that was noted for it, and the id of its topic.
 *
 * Mirrors: Partition.createLogIfNotExists, createLog, checkOrSetTopicId, 2.8.0.
 * Read next: make-leader.ts, make-follower.ts.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import { getOrCreateLog, setLogTopicId, updateHighWatermark } from '../log/log.ts';
import type { LogState } from '../log/log-state.ts';
import { topicConfigOf } from '../log/topic-config.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { isOlderRelease } from './ibp.ts';
import { localLog } from './partition.ts';
import { ownPartition, partitionNamed } from './replica-changes.ts';
import { partitionLine, replicaLoadedLine, stateChangeLine } from './replica-lines.ts';
import type { PartitionState } from './replica-state.ts';

/** 22 characters of base64: no id. */
const ZERO_TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAAAA';

/** The partition's log; made, or taken from those that were loaded, when it has none yet. */
export function createLogIfNotExists(
  turn: BrokerTurn,
  name: string,
  highWatermarks: ReadonlyMap<string, number>,
): LogState {
  const partition = partitionNamed(turn.state, name)!;
  const known = localLog(turn.state, partition);
  if (known !== undefined) return known;
  const { topic, partition: index } = partition;
  const overrides = mapGet(turn.state.topicConfigs, topic) ?? {};
  const created = getOrCreateLog(turn, topic, index, topicConfigOf(turn.state.config, overrides));
  ownPartition(turn, name).hasLog = true;
  const noted = highWatermarks.get(name);
  if (noted === undefined) {
    const text = `No checkpointed highwatermark is found for partition ${name}`;
    partitionLine(turn, partition, 'INFO', text);
  }
  const initial = updateHighWatermark(turn, created, noted ?? 0);
  if (isOlderRelease(turn.state.config)) replicaLoadedLine(turn, name, initial);
  else {
    const text = `Log loaded for partition ${name} with initial high watermark ${initial}`;
    partitionLine(turn, partition, 'INFO', text);
  }
  return localLog(turn.state, partitionNamed(turn.state, name)!)!;
}

/** 2.2 makes every replica in the order of the request, its own among them, and says so of each. */
export function loadReplicas(
  turn: BrokerTurn,
  name: string,
  replicas: readonly number[],
  highWatermarks: ReadonlyMap<string, number>,
): void {
  if (!isOlderRelease(turn.state.config)) return;
  const { followers } = partitionNamed(turn.state, name)!;
  const known = followers.map(({ brokerId }) => brokerId);
  for (const replica of new Set(replicas)) {
    if (replica === turn.state.config.brokerId) createLogIfNotExists(turn, name, highWatermarks);
    else if (!known.includes(replica)) replicaLoadedLine(turn, name, 0);
  }
}

/**
 * False: the log is another topic's of the same name. A log that has no id yet takes this one; a
 * partition without log takes none.
 */
export function checkOrSetTopicId(
  turn: BrokerTurn,
  partition: PartitionState,
  topicId: string,
): boolean {
  if (topicId === '' || topicId === ZERO_TOPIC_ID) return true;
  const log = localLog(turn.state, partition);
  if (log === undefined || log.topicId === topicId) return true;
  if (log.topicId !== '') {
    stateChangeLine(
      turn,
      'ERROR',
      `Topic Id in memory: ${log.topicId} does not match the topic Id for partition ${partition.name} ` +
        `provided in the request: ${topicId}.`,
    );
    return false;
  }
  setLogTopicId(turn, log, topicId);
  return true;
}
