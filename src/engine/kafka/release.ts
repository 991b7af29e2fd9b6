/**
 * The releases that brokers and tools can be of, and which one lies in a folder.
 *
 * Mirrors: kafka/kafka-version.properties, 2.2.0, 2.2.1 and 2.8.0.
 */
import type { DiskView } from '../kernel/disk.ts';
import { listFolder } from '../kernel/disk.ts';

export type KafkaRelease = '2.8.0' | '2.2.0' | '2.2.1';

/** The commit that each was built from, as logs and `--version` give it. */
export const COMMIT_IDS: Readonly<Record<KafkaRelease, string>> = {
  '2.8.0': 'ebb1d6e21cc92130',
  '2.2.0': '05fcfde8f69b0349',
  '2.2.1': '55783d3133a5a49a',
};

/** Of what is unpacked in a folder: the archive of Kafka's own classes names it, else the folder does. */
export function releaseOf(disk: DiskView, installation: string): KafkaRelease {
  const jars = listFolder(disk, `${installation}/libs`) ?? [];
  const named = [...jars, installation].map(
    (name) => /kafka_2\.1\d-(2\.2\.[01])\b/.exec(name)?.[1],
  );
  return (named.find((release) => release !== undefined) as KafkaRelease | undefined) ?? '2.8.0';
}
