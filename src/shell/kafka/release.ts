/**
 * Which release lies in a folder.
 *
 * Mirrors: the jars in libs: `kafka_2.12-2.8.0.jar`.
 */
import type { DiskView } from '../../engine/index.ts';
import { listFolder } from '../../engine/index.ts';
import type { KafkaRelease } from '../../engine/kafka/index.ts';

const RELEASES: readonly KafkaRelease[] = ['2.8.0', '2.2.0', '2.2.1'];

/** The commit that each was built from, as `--version` prints it. */
export const COMMITS: Readonly<Record<KafkaRelease, string>> = {
  '2.8.0': 'ebb1d6e21cc92130',
  '2.2.0': '05fcfde8f69b0349',
  '2.2.1': '55783d3133a5a49a',
};

/** Where there are no jars it is the release that the playground is about. */
export function releaseOf(disk: DiskView, folder: string): KafkaRelease {
  for (const name of listFolder(disk, `${folder}/libs`) ?? []) {
    const version = /^kafka_[\d.]+-(\d+\.\d+\.\d+)\.jar$/.exec(name)?.[1];
    const release = RELEASES.find((each) => each === version);
    if (release !== undefined) return release;
  }
  return '2.8.0';
}
