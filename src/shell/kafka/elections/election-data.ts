/**
 * The file that says of which partitions leaders are to be elected.
 *
 * Mirrors: parseReplicaElectionData of kafka.admin.LeaderElectionCommand and of
 * PreferredReplicaLeaderElectionCommand, 2.8.0.
 */
import type { TopicPartition } from '../../../engine/kafka/index.ts';
import {
  inImmutableOrder,
  json,
  partitionHash,
  partitionName,
} from '../../../engine/kafka/index.ts';
import { JavaException } from '../java/exception.ts';
import { parseFull, readJson } from '../java/json-data.ts';

/** What each tool complains of. */
export interface ElectionTexts {
  readonly empty: string;
  readonly noPartitions: string;
  readonly duplicates: string;
}

/** In the order of a set of Scala. */
export function parseElectionData(text: string, texts: ElectionTexts): readonly TopicPartition[] {
  const data = parseFull(text);
  if (data === null) throw failed(texts.empty);
  const partitions = readJson(() => {
    const list = json.field(json.asObject(data), 'partitions');
    if (list === undefined) throw failed(texts.noPartitions);
    return json.asItems(list).map((item): TopicPartition => {
      const entry = json.asObject(item);
      return {
        topic: json.asText(json.neededField(entry, 'topic')),
        partition: json.asInt(json.neededField(entry, 'partition')),
      };
    });
  });
  const names = partitions.map(({ topic, partition }) => partitionName(topic, partition));
  const duplicates = new Set(names.filter((name, index) => names.indexOf(name) < index));
  if (duplicates.size > 0) throw failed(`${texts.duplicates}: ${[...duplicates].join(',')}`);
  return inImmutableOrder(partitions, partitionHash);
}

function failed(text: string): JavaException {
  return new JavaException('kafka.admin.AdminOperationException', text);
}
