/**
 * What a leader answers when it is asked where an epoch ends.
 *
 * Mirrors: AbstractFetcherThread.truncateToEpochEndOffsets, maybeTruncateToEpochEndOffsets, 2.8.0.
 * Read next: fetcher-truncation.ts.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import type {
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponse,
} from '../protocol/produce-fetch.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { delayPartitions, threadAt } from './fetcher-changes.ts';
import { onPartitionFenced } from './fetcher-response.ts';
import { truncateToEpochEnd } from './fetcher-truncation.ts';
import { fetcherLine } from './replica-lines.ts';

export function onEpochsResponse(
  turn: BrokerTurn,
  key: string,
  request: OffsetForLeaderEpochRequest,
  response: OffsetForLeaderEpochResponse,
): void {
  const askedEpochs = new Map<string, number>();
  for (const { topic, partitions } of request.topics) {
    for (const { partition, currentLeaderEpoch } of partitions) {
      askedEpochs.set(partitionName(topic, partition), currentLeaderEpoch);
    }
  }
  const failed: string[] = [];
  for (const { topic, partitions } of response.topics) {
    for (const { partition, errorCode, leaderEpoch: epoch, endOffset } of partitions) {
      const name = partitionName(topic, partition);
      const askedEpoch = askedEpochs.get(name);
      // Another epoch has begun while it was asked for.
      const state = mapGet(threadAt(turn, key)!.partitions, name);
      if (state === undefined || state.currentLeaderEpoch !== askedEpoch) continue;
      if (errorCode === 'NONE') truncateToEpochEnd(turn, key, name, { epoch, endOffset });
      else if (errorCode === 'FENCED_LEADER_EPOCH') {
        if (onPartitionFenced(turn, key, name, askedEpoch)) failed.push(name);
      } else {
        const text = `Retrying leaderEpoch request for partition ${name} as the leader reported an error: ${errorCode}`;
        fetcherLine(turn, threadAt(turn, key)!, 'INFO', text);
        failed.push(name);
      }
    }
  }
  delayPartitions(turn, key, failed);
}
